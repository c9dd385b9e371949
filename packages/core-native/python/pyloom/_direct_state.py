"""The state functions on a worker of a cluster, where the client's state is in a database that the worker reaches itself: neither the driver nor
JavaScript has a part in them. `@pyloom/redis` is the same in TypeScript, and its Lua scripts are what changes the state here, too.

What is out of the ordinary takes the long way, over the driver, which decides it and says so as ever: a value that is not plain, an argument
that is none, a refusal, a server that does not answer.
"""

from __future__ import annotations

import re
import threading
from time import monotonic

from ._database import Database, Unreachable
from ._errors import JSError
from ._plain_wire import Foreign, encode
from ._plain_wire_reader import decode
from ._resp import ServerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Optional

#: What `direct` answers where it does not.
LONG_WAY = object()

#: In front of what is not the digits of an integer.
_MARK = b"\xc1"
#: Seconds for which a server that was lost is not tried again; and one that was never reached, which may cost some seconds each time.
_PAUSE = 5
_LONG_PAUSE = 60

_database: Optional[Database] = None
#: The driver whose state that is.
_driver: Any = None
_not_before = 0.0
_meeting = threading.Lock()


def direct(name: str, args: tuple[Any, ...]) -> Any:
    """The result of the state function of that name; LONG_WAY: nothing was done."""
    least, most, function = _functions.get(name, (0, -1, None))
    database = _met() if least <= len(args) <= most else None
    if database is None or function is None:
        return LONG_WAY
    try:
        return function(database, *args)
    except (Foreign, ServerError, RecursionError):
        # A script that is refused, or fails, has changed nothing.
        return LONG_WAY
    except Unreachable:
        _lose()
        return LONG_WAY
    except OSError as error:
        if function in _readers:
            return LONG_WAY
        raise _lost(name, error) from error


def _met() -> Optional[Database]:
    """The database; None: there is none, or none yet."""
    from ._worker_line import driver_address

    address = driver_address()
    if address == _driver and (_database is not None or monotonic() < _not_before):
        return _database
    if not _meeting.acquire(blocking=False):
        return None
    try:
        return _meet(address)
    finally:
        _meeting.release()


def _meet(address: Any) -> Optional[Database]:
    """Asks JavaScript where the state is, and makes sure that it is the very same database: the names of hosts may mean others here."""
    global _database, _driver, _not_before
    found: Optional[Database] = None
    wait: float = _LONG_PAUSE
    try:
        facts = _ask_for_facts()
        if facts is None:
            wait = float("inf")
        elif _is_met(candidate := Database(facts), facts):
            found = candidate
    except Exception:
        pass  # What is wrong with it is said on the long way.
    _database, _driver, _not_before = found, address, monotonic() + wait
    return found


def _ask_for_facts() -> Optional[dict[str, Any]]:
    """None: the state is in no database, or in one that is reached in a way that cannot be copied."""
    from ._worker_line import line

    try:
        facts = line().ask("native", "state_direct", (), {})
    except LookupError:
        return None
    return facts if isinstance(facts, dict) and facts.get("version") == 1 else None


def _is_met(database: Database, facts: dict[str, Any]) -> bool:
    """JavaScript has written a key there that nobody can guess."""
    return database.ask("EXISTS", facts["meeting"]) == 1  # type: ignore[no-any-return]


def _lose() -> None:
    """It may have moved: JavaScript is asked again, after a while."""
    global _database, _not_before
    _database, _not_before = None, monotonic() + _PAUSE


def _lost(name: str, error: OSError) -> JSError:
    message = f"the connection to the server was lost before it answered ({error}): {name} may have been done or not"
    return JSError("RedisUnavailableError", message, "")


# ---------------------------------------------------------------- the functions


def _get(database: Database, key: Any) -> Any:
    stored = database.ask("HGET", database.values, _key(key))
    if stored is None:
        return None
    return decode(stored[1:]) if stored[:1] == _MARK else int(stored)


def _set(database: Database, key: Any, value: Any) -> None:
    if database.change("set", _key(key), _stored(value)) != b"written":
        raise Foreign


def _delete(database: Database, key: Any) -> bool:
    return database.change("delete", _key(key)) == 1  # type: ignore[no-any-return]


def _keys(database: Database, prefix: Any = None) -> list[str]:
    pattern = re.sub(rb"[*?\[\]\\^]", rb"\\\g<0>", b"" if prefix is None else _key(prefix)) + b"*"
    found: dict[bytes, None] = {}  # One can come twice where the table grows between two steps.
    cursor = b"0"
    while True:
        cursor, entries = database.ask("HSCAN", database.values, cursor, "MATCH", pattern, "COUNT", "1000")
        found.update(dict.fromkeys(entries[::2]))
        if cursor == b"0":
            return [key.decode("utf-8", "replace") for key in found]


def _clear(database: Database) -> None:
    database.change("clear")


def _incr(database: Database, key: Any, by: Any = 1) -> int:
    return _add(database, key, by, 1)


def _decr(database: Database, key: Any, by: Any = 1) -> int:
    return _add(database, key, by, -1)


def _add(database: Database, key: Any, by: Any, sign: int) -> int:
    if type(by) is not int or not _is_counter(sign * by):
        raise Foreign
    outcome, *total = database.change("add", _key(key), b"%d" % (sign * by))
    if outcome != b"written":
        raise Foreign
    return int(total[0])


def _key(key: Any) -> bytes:
    if type(key) is not str:
        raise Foreign
    try:
        return key.encode()
    except UnicodeEncodeError:
        raise Foreign from None


def _stored(value: Any) -> bytes:
    return b"%d" % value if type(value) is int and _is_counter(value) else _MARK + encode(value)


def _is_counter(number: int) -> bool:
    return -(2**63) <= number < 2**63


#: Fewest and most arguments of each.
_functions: dict[str, tuple[int, int, Callable[..., Any]]] = {
    "state_get": (1, 1, _get),
    "state_set": (2, 2, _set),
    "state_delete": (1, 1, _delete),
    "state_keys": (0, 1, _keys),
    "state_clear": (0, 0, _clear),
    "state_incr": (1, 2, _incr),
    "state_decr": (1, 2, _decr),
}
#: These may be asked twice.
_readers = (_get, _keys)
