"""The nemesis: strikes at random, and sees to it that what it took down comes up again."""

import contextlib
import random
import signal
import threading
import time
from collections.abc import Callable

import psycopg
import redis

from tests.receiver import Receiver, reply, reset

from .history import History
from .site import Many, Site, Slot


class Nemesis:
    """Strikes one after the other, each chosen from `strikes` by weight."""

    def __init__(self, site: Site, history: History, receiver: Receiver, seed: int) -> None:
        self.site, self.history, self.receiver, self.random = site, history, receiver, random.Random(seed)
        self.kills = 0
        self.strikes: dict[Callable[[], None], int] = {self.kill: 10, self.pause: 2, self.receiver_down: 1}
        if isinstance(site, Many):
            self.strikes |= {self.cut: 2, self.flush: 2, self.restart_redis: 1, self.restart_postgres: 1}

    def rage(self, seconds: float, every: float, most_kills: int = 1_000_000) -> None:
        """Strike for so long; pauses of about `every` seconds between."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.kills < most_kills:
            strike = self.random.choices(list(self.strikes), list(self.strikes.values()))[0]
            strike()
            time.sleep(self.random.uniform(0.5, 1.5) * every)
        self.let_be()

    def each(self, kills: int) -> None:
        """Every strike once, and so many kills besides."""
        for strike in self.random.sample([*self.strikes, *[self.kill] * kills], k=len(self.strikes) + kills):
            strike()
            time.sleep(0.7)
        self.let_be()

    def let_be(self) -> None:
        """Have everything up again."""
        self.receiver.otherwise = reply(200)
        for slot in self.site.slots:
            if slot.process is None or slot.process.popen.poll() is not None:
                slot.start()
        for slot in self.site.slots:
            slot.wait()

    def _up(self) -> Slot | None:
        slots = [slot for slot in self.site.slots if slot.is_up()]
        # One web process is left to answer, where there are two: clients should be there when things go wrong.
        if len([slot for slot in slots if slot.port]) == 1 and len(self.site.webs) > 1:
            slots = [slot for slot in slots if slot.port is None]
        return self.random.choice(slots) if slots else None

    def kill(self) -> None:
        """kill -9, and start again at once."""
        if slot := self._up():
            slot.kill()
            self.kills += 1
            self.history.struck(f"kill {slot.name}")
            slot.start()

    def pause(self) -> None:
        """Stop a process for some seconds, then have it go on as if nothing were."""
        if slot := self._up():
            self.history.struck(f"pause {slot.name}")
            slot.signal_all(signal.SIGSTOP)
            time.sleep(self.random.uniform(1, 6))
            slot.signal_all(signal.SIGCONT)

    def receiver_down(self) -> None:
        """Have the receiver of webhooks fail for some seconds, in one of two ways, while other things go on."""
        self.history.struck("receiver down")
        self.receiver.otherwise = self.random.choice([reset, reply(500)])

        def up() -> None:
            self.receiver.otherwise = reply(200)

        threading.Timer(self.random.uniform(1, 4), up).start()

    def cut(self) -> None:
        """Cut every connection to PostgreSQL and to Redis."""
        assert isinstance(self.site, Many)
        self.history.struck("cut")
        with psycopg.connect(self.site.postgres.url, autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        with redis.Redis(port=self.site.redis.port) as client, contextlib.suppress(redis.RedisError):
            for kind in ("normal", "pubsub"):
                client.execute_command(f"CLIENT KILL TYPE {kind} SKIPME yes")

    def flush(self) -> None:
        """FLUSHALL."""
        assert isinstance(self.site, Many)
        self.history.struck("flush")
        with redis.Redis(port=self.site.redis.port) as client:
            client.flushall()

    def restart_redis(self) -> None:
        """Kill Redis and start it again, empty, after a while."""
        assert isinstance(self.site, Many)
        self.history.struck("restart Redis")
        self.site.redis.stop()
        time.sleep(self.random.uniform(0, 3))
        self.site.redis.start()

    def restart_postgres(self) -> None:
        """Stop PostgreSQL as a crash does, and start it again after a while."""
        assert isinstance(self.site, Many)
        self.history.struck("restart PostgreSQL")
        self.site.postgres.stop()
        time.sleep(self.random.uniform(0, 3))
        self.site.postgres.start()
