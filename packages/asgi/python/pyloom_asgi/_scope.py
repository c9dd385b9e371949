"""What ASGI calls a scope, from the two texts that a request's head crosses as."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import unquote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: With 2.4 an application is told of a client that left by an OSError of send(), and need not listen for it.
_VERSIONS = {"version": "3.0", "spec_version": "2.4"}

_WEB_SOCKET_SCHEMES = {"http": "ws", "https": "wss"}


def scope_of(kind: str, head: str, headers: str, state: dict[str, Any] | None) -> dict[str, Any]:
    """Of two texts with a line for each field. Raises ValueError for what has a line break within one: all behind it would be shifted."""
    # One for each name and value of a header behind their number; Node gives their bytes as Latin-1.
    count, *fields = headers.encode("latin-1").split(b"\n")
    if int(count) * 2 != len(fields):
        raise ValueError("a header has a line break")
    method, target, version, scheme, root, ends = head.split("\n", 5)
    path, _, query = target.partition("?")
    # The path that it is mounted on may come percent-encoded, too.
    whole = root + path
    client, server = _ends(ends)
    scope: dict[str, Any] = {
        "type": kind,
        "asgi": _VERSIONS,
        "http_version": version,
        "scheme": scheme,
        "path": unquote(whole) if "%" in whole else whole,
        "raw_path": whole.encode("latin-1"),
        "query_string": query.encode("latin-1"),
        "root_path": unquote(root) if "%" in root else root,
        "headers": list(zip(map(bytes.lower, fields[::2]), fields[1::2])),
        "client": client,
        "server": server,
        "extensions": {},
    }
    if kind == "http":
        scope["method"] = method
    else:
        scope["scheme"] = _WEB_SOCKET_SCHEMES.get(scheme, scheme)
        scope["subprotocols"] = _subprotocols(scope["headers"])
        scope["extensions"]["websocket.http.response"] = {}
    if state is not None:
        scope["state"] = state.copy()
    return scope


@lru_cache(1024)
def _ends(lines: str) -> tuple[tuple[str, int] | None, tuple[str, int] | None]:
    """The client's end of the connection and the server's, which do not change while it lasts."""
    client, client_port, server, server_port = lines.split("\n")
    return _end(client, client_port), _end(server, server_port)


def _end(address: str, port: str) -> tuple[str, int] | None:
    return (address, int(port)) if address else None


def _subprotocols(headers: list[tuple[bytes, bytes]]) -> list[str]:
    names = b",".join(value for name, value in headers if name == b"sec-websocket-protocol").decode("latin-1")
    return [name.strip() for name in names.split(",") if name.strip()]


def header_lines(headers: Any) -> str:
    """The headers of an answer, as one text. Raises ValueError for what would be more headers than it says."""
    parts = [part for name, value in headers or () for part in (bytes(name), bytes(value))]
    text = b"\n".join(parts)
    if text.count(b"\n") != max(0, len(parts) - 1):
        raise ValueError("a header of the answer has a line break")
    return text.decode("latin-1")
