"""A Redis or Valkey database as a worker of a cluster has it: a connection for each thread that asks at the time."""

from __future__ import annotations

import os
from hashlib import sha1

from ._resp import Connection, ServerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

    from ._resp import Part

#: Nodes of a cluster to which a command may be sent on.
_MOST_MOVES = 5


class Unreachable(Exception):
    """There is no connection: nothing was sent."""


class Database:
    """As `state_direct` of `@pyloom/redis` describes it."""

    def __init__(self, facts: dict[str, Any]) -> None:
        self.values: str = facts["keys"][0]
        self._facts = facts
        self._scripts = {name: (source, sha1(source.encode()).hexdigest()) for name, source in facts["scripts"].items()}
        self._idle: list[Connection] = []
        self._process = os.getpid()
        #: The node of a cluster that has the state, once another one has named it.
        self._owner: Optional[tuple[str, int]] = None

    def change(self, script: str, *args: Part) -> Any:
        """Runs a script of the state's."""
        source, digest = self._scripts[script]
        keys = self._facts["keys"]
        rest = (str(len(keys)), *keys, *self._facts["limits"], *args)
        try:
            return self.ask("EVALSHA", digest, *rest)
        except ServerError as error:
            if not str(error).startswith("NOSCRIPT"):
                raise
            return self.ask("EVAL", source, *rest)

    def ask(self, *command: Part) -> Any:
        """Raises Unreachable; a ServerError; an OSError where the connection was lost under way."""
        for _ in range(_MOST_MOVES):
            try:
                return self._ask(command)
            except ServerError as error:
                if not self._follow(str(error)):
                    raise
        raise Unreachable

    def _ask(self, command: tuple[Part, ...]) -> Any:
        connection = self._connection()
        try:
            answer = connection.ask(*command)
        except ServerError:
            self._idle.append(connection)
            raise
        except BaseException:
            connection.close()  # An answer may be on its way.
            raise
        self._idle.append(connection)
        return answer

    def _follow(self, error: str) -> bool:
        """All of a state is in one slot: whoever has it has all."""
        kind, _, rest = error.partition(" ")
        if kind != "MOVED":
            return False
        host, _, port = rest.rpartition(" ")[2].rpartition(":")
        known = self._owner or self._facts["hosts"][0]
        self._owner = (host or known[0], int(port))
        self._forget()
        return True

    def _forget(self) -> None:
        while self._idle:
            self._idle.pop().close()

    def _connection(self) -> Connection:
        if self._process != os.getpid():
            # After a fork(), these are the parent's.
            self._idle, self._process = [], os.getpid()
        while self._idle:
            try:
                connection = self._idle.pop()
            except IndexError:
                break  # Another thread has it.
            if connection.is_open():
                return connection
            connection.close()
        return self._connect()

    def _connect(self) -> Connection:
        error: Optional[Exception] = None
        for host, port in [self._owner] if self._owner else self._facts["hosts"]:
            try:
                return self._greeted(Connection(host, port))
            except (OSError, ServerError) as refusal:
                error = refusal
        raise Unreachable from error

    def _greeted(self, connection: Connection) -> Connection:
        try:
            username, password, database = (self._facts[name] for name in ("username", "password", "database"))
            if password:
                connection.ask("AUTH", *([username] if username else []), password)
            if database:
                connection.ask("SELECT", str(database))
        except BaseException:
            connection.close()
            raise
        return connection
