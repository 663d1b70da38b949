"""A program that makes every call of the Python package: every_call.py sync|async TEST_KEY LIVE_KEY.

It runs where nothing but the package is installed; people answer its live questions. The last line that it prints is
the number of calls that worked.
"""

import inspect
import itertools
import os
import sys
from typing import Any

import httpx
from anyio.from_thread import start_blocking_portal

import heat_client
from heat_client import AsyncHeat, BadRequest, Heat, NotFound, StillPending, Unauthorized

POINTS = {"attachments": ["a text to mark"]}
made = 0


class Blocking:
    """An asynchronous object, called synchronously."""

    def __init__(self, portal: Any, target: Any) -> None:
        self._portal = portal
        self._target = target

    def __getattr__(self, name: str) -> Any:
        return Blocking(self._portal, getattr(self._target, name))

    def __call__(self, *args: Any, **options: Any) -> Any:
        result = self._target(*args, **options)
        if inspect.isasyncgen(result):
            return self._portal.call(self._gather, result)
        return self._portal.call(self._await, result)

    @staticmethod
    async def _await(result: Any) -> Any:
        return await result

    @staticmethod
    async def _gather(items: Any) -> list[Any]:
        return [item async for item in items]


def did(what: Any, *, like: Any = None) -> Any:
    """Count a call that worked; its response must be as `like` says."""
    global made
    made += 1
    if like is not None:
        assert what.status == "complete" and like(what.response), what
    return what


def raises(kind: type[BaseException], call: Any, *args: Any, **options: Any) -> Any:
    """Count a call that failed as it should."""
    try:
        call(*args, **options)
    except kind as error:
        return did(error)
    raise AssertionError(f"{call} raised nothing")


def chosen(response: Any) -> bool:
    return response == ["yes"]


def text(response: Any) -> bool:
    return isinstance(response, str) and response != ""


def number(response: Any) -> bool:
    return 0 <= response <= 10


def marks(like: Any = None) -> Any:
    return lambda found: len(found) > 0 and all("start" in one and (not like or like(one["response"])) for one in found)


def ask_everything(heat: Any, *, media: bool) -> None:
    """A question of each type, waited for."""
    ask, choice = heat.ask, {"instruction": "Which?", "choices": ["yes"]}
    scale = {"rating_max": 10, "rating_step": 2}
    did(ask.multiple_choice("Is it?", ["yes"], wait=True, tags=["every"], metadata={"a": "b"}), like=chosen)
    did(ask.free_text("Say", wait=60), like=text)
    did(ask.rating("Rate", wait=True, **scale), like=number)
    did(ask.annotations("Mark", wait=True, **POINTS), like=marks())
    did(ask.annotations_with_multiple_choice("Mark", choice, wait=True, **POINTS), like=marks(chosen))
    did(ask.annotations_with_free_text("Mark", {"instruction": "Say"}, wait=True, **POINTS), like=marks(text))
    did(ask.annotations_with_rating("Mark", {"instruction": "Rate", **scale}, wait=True, **POINTS), like=marks(number))
    did(ask("rating", {"instruction": "Rate"}, wait=True), like=lambda response: 0 <= response <= 100)
    for one in (ask.image, ask.video, ask.audio) if media else ():
        did(one("A cake", wait=True), like=lambda response: response.startswith("http"))


def read_and_end(heat: Any, *, staging: dict[str, Any]) -> None:
    """Read, list, take back, put away."""
    asked = did(heat.ask.image("Stays pending", deadline=3600, tags=["ends"], **staging))
    assert asked.pending and asked.created_at.tzinfo is not None and asked.tags == ["ends"]
    assert did(heat.get(asked.id, block=0.1)).status == "pending"
    assert raises(StillPending, heat.wait, asked, timeout=0.3, block=0.1).id == asked.id
    raises(StillPending, heat.response, asked)
    assert asked.id in [one.id for one in did(list(heat.list(status="pending", tag="ends")))]
    raises(BadRequest, heat.archive, asked)
    did(heat.abort(asked))
    assert did(heat.wait(asked)).status == "aborted"
    raises(BadRequest, heat.response, asked.id)
    did(heat.archive(asked.id))
    assert asked.id not in [one.id for one in heat.list(tag="ends")]
    assert asked.id in [one.id for one in heat.list(tag="ends", archived=True)]
    page = did(heat.page(limit=1))
    assert len(page.requests) == 1 and did(heat.page(limit=1, cursor=page.next)).requests != page.requests
    answered = next(iter(heat.list(status="complete", tag="every")))
    assert did(heat.response(answered)) == ["yes"] and list(answered.raw_responses.values()) == [["yes"]]
    same = [did(heat.ask.free_text("Once", idempotency_key=f"k{answered.id}")).id for _ in range(2)]
    assert same[0] == same[1]
    wrong = raises(BadRequest, heat.ask, "multiple-choice", {"instruction": "", "choices": []})
    assert set(wrong.errors) == {"instruction", "choices"} and "choices: " in str(wrong)
    raises(NotFound, heat.get, "00000000-0000-4000-8000-000000000000")
    assert did(heat.account())["name"]


def batches(heat: Any) -> None:
    """Batches: made, waited for, listed, taken back."""
    items = [{"instruction": "Say"}, {"instruction": "Is it?", "type": "multiple-choice", "choices": ["yes"]}]
    made = did(heat.batches.create(items, type="free-text", name="two", defaults={"tags": ["batch"]}))
    assert (made.name, made.total) == ("two", 2)
    assert did(heat.batches.wait(made, timeout=60)).complete == 2
    assert [task.type for task in did(list(heat.batches.tasks(made)))] == ["free-text", "multiple-choice"]
    whole = did(heat.batches.get(made.id))
    assert whole.tasks[1].response == ["yes"] and whole.tasks[0].batch == made.id
    assert did(heat.batches.results(made)).count("yes") >= 1
    assert '"yes"' in did(heat.batches.results(made.id, format="jsonl"))
    raises(BadRequest, heat.batches.results, made, format="nonsense")
    assert made.id in [one.id for one in itertools.islice(did(heat.batches.list()), 5)]
    raises(BadRequest, heat.batches.create, [{"instruction": "Say"}])
    waiting = did(heat.batches.create([{"instruction": "A cake"}], type="image"))
    assert did(heat.batches.abort(waiting)) == waiting.pending


def where_there_is(test: Any, live: Any) -> None:
    """Calls that a server may not have yet: its own description says so."""
    url = os.environ["HEAT_URL"]
    paths = httpx.get(f"{url}/v1/openapi.json").json()["paths"]
    if any(path.endswith("/feedback") for path in paths):
        answered = next(iter(live.list(status="complete", tag="every")))
        did(live.feedback(answered, correct=True, comment="seen later"))
        raises(NotFound, test.feedback, answered, correct=True)
    if "/v1/files" in paths:
        picture = httpx.get(f"{url}/static/samples/sample.png").content
        file = did(test.files.upload(picture, name="a picture.png"))
        assert httpx.get(file.url).headers["content-type"] == "image/png" and file.expires_at
        attached = {"attachments_type": "image", "attachments": [file.url]}
        did(test.ask.multiple_choice("Is it?", ["yes"], wait=True, **attached), like=chosen)
        raises(BadRequest, test.files.upload, b"words", name="words.txt")


def every_call(test: Any, live: Any, nobody: Any) -> None:
    """All of it, with a test key, a live key, and a wrong one."""
    ask_everything(test, media=True)
    read_and_end(test, staging={"staging": {"status": "pending"}})
    batches(test)
    flagged = did(test.ask.free_text("Say", staging={"status": "flagged"}, wait=True))
    assert flagged.status == "flagged" and flagged.cruncher_feedback and flagged.flags[0]["reason"]
    twice = {"min_agreements": 2, "max_crunchers": 3}
    agreed = did(test.ask.rating("Rate", confidence=twice, wait=True), like=lambda response: response is not None)
    assert agreed.agreement["agreed"] == 2 and len(agreed.raw_responses) == 2
    ask_everything(live, media=False)
    read_and_end(live, staging={})
    batches(live)
    where_there_is(test, live)
    raises(Unauthorized, nobody.account)


def main() -> None:
    assert "site-packages" in str(heat_client.__file__), heat_client.__file__
    form, test_key, live_key = sys.argv[1:]
    keys = (test_key, live_key, "live_wrong")
    if form == "sync":
        with Heat(keys[0]) as test, Heat(keys[1]) as live, Heat(keys[2]) as nobody:
            every_call(test, live, nobody)
    else:
        with start_blocking_portal() as portal:
            every_call(*(Blocking(portal, AsyncHeat(key)) for key in keys))
    sys.stdout.write(f"{made}\n")


if __name__ == "__main__":
    main()
