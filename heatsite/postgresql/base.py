"""Django's PostgreSQL, which does not have everybody wait while the server is away.

A connection that the pool can't give within its timeout is what a server that is away looks like. While it is, one
thread at a time finds out whether it is back; all others are told at once that it is not, so that calls are answered
503 instead of waiting for each other's time-outs.
"""

import threading

from django.db import OperationalError
from django.db.backends.postgresql import base


class _Gate:
    """Whether the server answered last time, and who of this process is finding out whether it does again."""

    def __init__(self) -> None:
        self.away = False
        self._finding_out = threading.Lock()

    def enter(self) -> bool:
        """Whether the caller is the one who finds out; OperationalError while another one does."""
        if not self.away:
            return False
        if not self._finding_out.acquire(blocking=False):
            raise OperationalError("the database is away")
        return True

    def leave(self, finding_out: bool, *, away: bool) -> bool:
        """Keep what the caller found; whether it is news that the server is away."""
        news = away and not self.away
        self.away = away
        if finding_out:
            self._finding_out.release()
        return news


class DatabaseWrapper(base.DatabaseWrapper):
    """Only connections of the default database's pool pass the gate: others, such as a lock's own, are their own."""

    _gate = _Gate()

    def get_new_connection(self, conn_params):
        if self.pool is None:
            return super().get_new_connection(conn_params)
        finding_out, away = self._gate.enter(), True
        try:
            connection = super().get_new_connection(conn_params)
            away = False
        finally:
            if self._gate.leave(finding_out, away=away):
                # The pool gives out its dead connections one by one, with seconds between: it is to forget them all.
                self.pool.drain()
        return connection
