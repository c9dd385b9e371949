"""A function of Ray's for one task after the other, which differ in their arguments alone."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class TaskFunction:
    """Ray makes a resource request, a strategy and more of a function's options with each task anew, which is half of what it costs the
    driver to hand one over. Here that is done for the first."""

    def __init__(self, function: Callable[..., Any], **options: Any) -> None:
        import ray

        self._last = _LastInvocation()
        # Ray looks for it once, and pickles the function with all its attributes.
        function.__ray_invocation_decorator__ = self._last  # type: ignore[attr-defined]
        self._function = ray.remote(**options)(function)
        del function.__ray_invocation_decorator__  # type: ignore[attr-defined]
        #: By the options that are other than the function's.
        self._kept: dict[Any, Callable[[Any, Any], Any]] = {}

    def begin(self, arguments: list[Any], **options: Any) -> Any:
        """What the task gives, as Ray's references. From one thread at a time."""
        key = tuple(options.items())
        kept = self._kept.get(key)
        if kept is not None:
            return kept(arguments, {})
        task = self._function.options(**options).remote(*arguments)
        if self._last.invoke is not None:
            self._kept[key] = self._last.invoke
        return task


class _LastInvocation:
    """What Ray has made of the options: it shows this whoever decorates its invocations."""

    invoke: Callable[[Any, Any], Any] | None = None

    def __call__(self, invoke: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        def invoke_first(arguments: Any, keywords: Any) -> Any:
            # Ray that traces its tasks adds keywords, which are another task's each time.
            self.invoke = None if keywords else invoke
            return invoke(arguments, keywords)

        return invoke_first
