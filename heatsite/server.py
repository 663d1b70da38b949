"""The web server: uvicorn with what Heat needs of it. `python -m heatsite.server` is the web process alone.

It honours HOST (127.0.0.1), PORT (8000; 0 takes a free one) and, behind a proxy, FORWARDED_ALLOW_IPS (whose
X-Forwarded-For is believed; nobody's when it is not set).
"""

import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import FrameType

import uvicorn
from django.conf import settings
from django.db import connections

from .asgi import Shell, application
from .starting import Refused, claimed, data_folder, listening, url_of

KEEP_ALIVE = 75  # seconds: longer than a proxy keeps its connections (nginx: 60), so that none closes as it is used
LAST_ANSWERS = 3  # seconds that calls under way are given when the server goes down
ONLY_WEB_PROCESS = 0x48656174  # the advisory lock's number: "Heat"


class Server(uvicorn.Server):
    """uvicorn, which lets blocked calls go as soon as it learns of the signal, and does not raise that again."""

    def __init__(
        self,
        config: uvicorn.Config,
        shell: Shell,
        on_ready: Callable[[], None] | None = None,
        on_stop: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(config)
        self._shell = shell
        self._on_ready = on_ready
        self._on_stop = on_stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and self._on_ready is not None:
            self._on_ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True
        self._shell.let_go()
        if self._on_stop is not None:
            self._on_stop()


def run_server(
    listener: socket.socket,
    on_ready: Callable[[], None] | None = None,
    on_stop: Callable[[], None] | None = None,
) -> None:
    """Serve on `listener` until SIGTERM or SIGINT; `on_ready` is called, on the server's loop, once it answers.

    `on_stop` is called by the signal's handler, before calls under way are given their last seconds.
    """
    raise_file_limit()
    config = uvicorn.Config(
        application,
        http="httptools",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers="FORWARDED_ALLOW_IPS" in os.environ,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=LAST_ANSWERS,
    )
    Server(config, application, on_ready, on_stop).run(sockets=[listener])


def raise_file_limit() -> None:
    """As many open files as the system lets this process have: each blocked client is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 1_048_576 if hard == resource.RLIM_INFINITY else min(hard, 1_048_576)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def only_web_process() -> AbstractContextManager[None]:
    """Keep other web processes out while the block runs. Without Redis the hint that wakes a blocked call would not
    reach them. Refused: another one runs."""
    return claimed(data_folder()) if settings.EMBEDDED else _claimed_database()


@contextmanager
def _claimed_database() -> Iterator[None]:
    own = connections["default"].copy("only-web-process")
    own.settings_dict["OPTIONS"].pop("pool", None)  # this one connection is kept for the life of the process
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [ONLY_WEB_PROCESS])
            if not cursor.fetchone()[0]:
                raise Refused(
                    "another web process runs on this database, and REDIS_URL is not set. Without Redis no process "
                    "hears what happens in another, and blocked calls would wait: set REDIS_URL for all of them."
                )
        yield
    finally:
        own.close()


@contextmanager
def _any_number() -> Iterator[None]:
    yield


def main() -> int:
    """Serve until SIGTERM or SIGINT; the exit code."""
    try:
        alone = _any_number() if settings.REDIS_URL else only_web_process()
        with alone, listening(os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")) as listener:
            run_server(listener, lambda: print(f"Heat answers on {url_of(listener)}", flush=True))  # noqa: T201
    except Refused as refusal:
        sys.stderr.write(f"Heat does not start: {refusal}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
