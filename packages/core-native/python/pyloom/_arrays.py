"""Arrays of NumPy's: what JavaScript sends as one, and those that no buffer shows as they are."""

from __future__ import annotations

import sys

from ._modules import load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional, Tuple

    #: The value to send in its place; or a view of its elements, their dtype unless the view says it, and the mask.
    Description = Tuple[Any, ...]

_CPU = 1  # DLPack's kDLCPU


def make(view: memoryview, dtype: str, mask: Optional[bytes]) -> Any:
    """An ndarray on the memory of the view. NeedsHome where NumPy refuses this interpreter."""
    try:
        numpy: Any = load("numpy")
    except ModuleNotFoundError as error:
        if error.name != "numpy":
            raise
        raise ModuleNotFoundError(
            "an array that is sent as a numpy.ndarray needs NumPy in this Python: pip install numpy", name="numpy"
        ) from None
    array = numpy.asarray(view)
    if dtype:
        array = array.view(dtype)
    if mask is None:
        return array
    return numpy.ma.MaskedArray(array, numpy.frombuffer(mask, numpy.bool_).reshape(array.shape))


def describe(value: Any) -> Optional[Description]:
    """None: it stays where it is."""
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return None
    if not isinstance(value, numpy.ndarray):
        array = _from_dlpack(numpy, value)
        return None if array is None else (array,)
    if value.dtype.kind in "SUT":
        return (value.tolist(),)
    if value.ndim == 0 and value.dtype.kind in "Mmfc":
        return (value[()],)
    mask = None
    if isinstance(value, numpy.ma.MaskedArray):
        mask = numpy.ma.getmaskarray(value).tobytes()
        value = value.data
    native = value.astype(value.dtype.newbyteorder("="), copy=False)
    if value.dtype.kind in "Mm":
        return numpy.ascontiguousarray(native).view(numpy.int64), str(native.dtype), mask
    if value.dtype.kind not in "biufc" or value.dtype.itemsize > 8 * (1 + (value.dtype.kind == "c")):
        return None
    if mask is not None:
        return native, "", mask
    # A buffer, but for the order of its bytes.
    return None if native.dtype == value.dtype else (native,)


def _from_dlpack(numpy: Any, tensor: Any) -> Optional[Any]:
    """Of a tensor in this machine's memory. One that is part of a computation, say, has reasons of its own to stay."""
    from_dlpack = getattr(numpy, "from_dlpack", None)
    try:
        if from_dlpack is None or tensor.__dlpack_device__()[0] != _CPU:
            return None
        return from_dlpack(tensor)
    except (AttributeError, BufferError, RuntimeError, TypeError, ValueError):
        return None
