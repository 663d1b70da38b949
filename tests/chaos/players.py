"""Clients and crunchers: threads that do what programs and pages do, try again as those do, and keep the history."""

import random
import threading
import time
import uuid
from typing import Any

import httpx

from .history import Accepted, Answered, Asked, Ended, Held, History, Waited
from .site import Site

CHOICES = ["yes", "no", "perhaps"]
PASSES = (502, 503, 504)  # what an outage may bring: try again
_TIMEOUT = 15.0


class Player(threading.Thread):
    """One of them. `stop` ends it after what it is at; `over` is when it gives up on that too."""

    def __init__(self, site: Site, history: History, seed: int) -> None:
        super().__init__(daemon=True)
        self.site, self.history, self.random = site, history, random.Random(seed)
        self.stopping, self.over = threading.Event(), threading.Event()
        self.http = httpx.Client(timeout=_TIMEOUT)
        self.refusals = 0

    def send(self, method: str, path: str, **options: Any) -> httpx.Response | None:
        """Send until somebody answers, at whichever web process does; None when it is over before."""
        while not self.over.is_set():
            url = self.random.choice(self.site.urls())
            try:
                answer = self.http.request(method, f"{url}{path}", **options)
            except httpx.HTTPError:
                self.over.wait(0.1)
                continue
            if answer.status_code not in PASSES:
                return answer
            self.refusals += 1
            assert answer.status_code != 503 or "retry-after" in answer.headers, "a 503 without Retry-After"
            self.over.wait(0.1)
        return None

    def run(self) -> None:
        while not self.stopping.is_set():
            try:
                self.play()
            except Exception as error:  # what a player did not expect is a finding
                self.history.add(Answered(f"{type(self).__name__}", 0, repr(error)))
                return
        self.http.close()

    def play(self) -> None:
        """Do one thing."""
        raise NotImplementedError

    def unexpected(self, what: str, answer: httpx.Response) -> None:
        self.history.add(Answered(what, answer.status_code, answer.text))


class Client(Player):
    """Asks, with an idempotency key, and sees its request end."""

    def __init__(self, site: Site, history: History, seed: int, hook_url: str = "", several: bool = False) -> None:
        super().__init__(site, history, seed)
        self.http.headers["X-Heat-API-Key"] = site.key
        self._hook_url, self._several = hook_url, several

    def question(self, key: str) -> dict[str, Any]:
        question: dict[str, Any] = {"instruction": "Is it?", "choices": CHOICES, "metadata": {"key": key}}
        if self._hook_url and self.random.random() < 0.7:
            question["hook_url"] = self._hook_url
        if self._several and self.random.random() < 0.2:
            question["confidence"] = {"min_agreements": 2, "max_crunchers": 3}
        return question

    def play(self) -> None:
        key = uuid.uuid4().hex
        headers, block = {"Idempotency-Key": key}, self.random.choice([0, 0, 1, 5])
        path = f"/v1/requests/multiple-choice?block={block}"
        answer = self.send("POST", path, json=self.question(key), headers=headers)
        if answer is None:
            return
        if answer.status_code != 200:
            self.unexpected("a question", answer)
            return
        known, made = time.monotonic(), answer.json()
        self.history.add(Asked(key, made))
        if self.random.random() < 0.1:
            self.send("POST", f"/v1/tasks/abort/{made['id']}")
        self.see_the_end(made, known)

    def see_the_end(self, made: dict[str, Any], known: float) -> None:
        while made["status"] == "pending":
            answer = self.send("GET", f"/v1/requests/{made['id']}?block=10")
            if answer is None:
                return
            if answer.status_code != 200:
                self.unexpected("a request", answer)
                return
            made = answer.json()
        self.history.add(Ended(made), Waited(made["id"], known, time.monotonic()))


class Cruncher(Player):
    """Takes what comes and answers it; now and then skips, walks away, or sends twice."""

    def __init__(self, site: Site, history: History, seed: int, number: int, steady: bool = False) -> None:
        super().__init__(site, history, seed)
        # One of several alone skips: a request whose three crunchers can't be had stays open, and rightly so.
        self._steady, self._skips = steady, number == 0 and len(site.crunchers) > 1
        signed_in = site.answerer(number)
        self.http.cookies = signed_in.client.cookies
        self.http.headers["X-CSRFToken"] = signed_in.client.cookies["csrftoken"]
        signed_in.close()

    def play(self) -> None:
        found = self.call("/crunch/next/")
        while found and found.get("state") == "task" and not self.over.is_set():
            found = self.work(found["task"])
        self.over.wait(0.2)

    def call(self, path: str, **body: Any) -> dict[str, Any]:
        """What the server says; nothing when it is over before. 409 is an answer too."""
        answer = self.send("POST", path, json=body)
        if answer is None:
            return {}
        if answer.status_code not in (200, 409):
            self.unexpected(path, answer)
            return {}
        return answer.json()

    def work(self, task: dict[str, Any]) -> dict[str, Any]:
        """Do one task; what comes next."""
        path, token = f"/crunch/assignments/{task['id']}", task["token"]
        sent = time.monotonic()
        shown = self.call(f"{path}/acknowledge/", token=token)
        since = time.monotonic()
        if "lease" not in shown:
            return {}
        # A first acknowledgement that was lost on the way began the lease earlier than the one that was answered.
        end = sent + shown["lease"]
        self.over.wait(self.random.uniform(0, 0.1))
        self.history.add(Held(task["id"], since, max(since, min(time.monotonic(), end))))
        luck = self.random.random()
        if luck < 0.03 and not self._steady:
            self.over.wait(shown["lease"] + 1)  # the browser is closed
            return {}
        if luck < 0.12 and self._skips and not self._steady:
            return self.call(f"{path}/skip/", token=token).get("next", {})
        answer = [CHOICES[0] if self.random.random() < 0.7 else CHOICES[1]]
        said = self.call(f"{path}/submit/", token=token, answer=answer, sizes=None)
        if said.get("state") == "accepted":
            self.history.add(Accepted(task["id"], answer))
            if self.random.random() < 0.05:
                again = self.call(f"{path}/submit/", token=token, answer=answer, sizes=None)
                assert again.get("state") == "accepted" or self.over.is_set(), again
        return said.get("next", {})


class Crowd:
    """Players that begin together and are let finish."""

    def __init__(self, players: list[Player]) -> None:
        self.players = players

    def start(self) -> None:
        for player in self.players:
            player.start()

    def finish(self, kind: type[Player], seconds: float) -> None:
        """Let the players of one kind finish what they are at, for so long."""
        mine = [player for player in self.players if isinstance(player, kind)]
        for player in mine:
            player.stopping.set()
        end = time.monotonic() + seconds
        for player in mine:
            player.join(max(0.0, end - time.monotonic()))
        for player in mine:
            player.over.set()
            player.join(_TIMEOUT + 5)
