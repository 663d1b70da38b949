"""Django's SQLite, with one write lock of the process in front of SQLite's own, and quantiles (quantiles.py).

SQLite's busy handler sleeps and tries again, so that under load some writer waits for seconds while others pass it
by. All transactions are IMMEDIATE (they write), therefore queueing at a lock of the process first is fair and loses
nothing: there is one writer at a time in any case.
"""

import threading

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from .quantiles import Quantiles

_write_lock = threading.Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    """The hooks are Django's own, private ones: tests/races fail if a new Django calls others."""

    _holds_write_lock = False

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        connection.create_aggregate("heat_quantiles", 1, Quantiles)
        return connection

    def _start_transaction_under_autocommit(self):
        if not _write_lock.acquire(timeout=self.settings_dict["OPTIONS"].get("timeout", 20)):
            raise OperationalError("database is locked: another transaction of this process held it for too long")
        self._holds_write_lock = True
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._release_write_lock()
            raise

    def _release_write_lock(self):
        if self._holds_write_lock:
            self._holds_write_lock = False
            _write_lock.release()

    def _commit(self):
        super()._commit()  # type: ignore[misc]
        self._release_write_lock()  # a failed COMMIT is followed by a rollback, which releases it

    def _rollback(self):
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._release_write_lock()

    def _close(self):
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._release_write_lock()
