"""What the tools for AI agents do, over an API that is made up here."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from mcp import Client

from heat_client import AsyncHeat
from heat_client.mcp import make_server, repeating, server

QUESTION = {"instruction": "Say", "wait_seconds": 0}
ETA = {"p50": 12.4, "p90": None, "ahead": 3, "crunchers_online": 1}


class Api:
    """The API, as far as the tools need it: what was asked is pending until `end` says otherwise."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.keys: dict[str, dict[str, Any]] = {}
        self.posts: list[dict[str, Any]] = []
        self.looks = 0
        self.leaving = False
        self.end_after_looks = 1_000_000

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0.01)  # so that those who ask at once do
        path, query = request.url.path, dict(request.url.params)
        if request.method == "POST" and "/tasks/abort/" in path:
            self.end(self._row(path), status="aborted")
            return httpx.Response(200, json={"success": True})
        if request.method == "POST":
            return httpx.Response(200, json=self._asked(path, request))
        if path == "/v1/requests":
            found = [row for row in reversed(self.rows) if not row["archived"]]
            found = [row for row in found if query.get("tag") in (None, *row["tags"])]
            return httpx.Response(200, json={"requests": found[: int(query["limit"])], "next": None})
        self.looks += 1
        if self.looks >= self.end_after_looks:
            self.end(self._row(path), response="seen by a person")
        return httpx.Response(200, json=self._row(path))

    def _row(self, path: str) -> dict[str, Any]:
        return next(row for row in self.rows if row["id"] == path.rsplit("/", 1)[1])

    def _asked(self, path: str, request: httpx.Request) -> dict[str, Any]:
        body = json.loads(request.content)
        self.posts.append(body)
        key = request.headers["Idempotency-Key"]
        if key not in self.keys:
            now = datetime.now(UTC).isoformat()
            more = {"id": f"id-{len(self.rows)}", "status": "pending", "type": path.rsplit("/", 1)[1]}
            self.keys[key] = {**body, **more, "created_at": now, "completed_at": None, "archived": False, "eta": ETA}
            self.rows.append(self.keys[key])
        return self.keys[key]

    def end(self, row: dict[str, Any], *, ago: float = 0, **fields: Any) -> None:
        """End a request, so many seconds ago."""
        at = (datetime.now(UTC) - timedelta(seconds=ago)).isoformat()
        row.update({"status": "complete", "completed_at": at, **fields})


@pytest.fixture
def api() -> Api:
    return Api()


Use = Callable[[Callable[[Client], Coroutine[Any, Any, Any]]], Any]


@pytest.fixture
def use(api: Api) -> Use:
    """Runs a coroutine function with an agent's client of a server in this process."""

    @asynccontextmanager
    async def heat_of(_: Any) -> AsyncIterator[AsyncHeat]:
        async with AsyncHeat("test_key", "http://heat.example", transport=httpx.MockTransport(api)) as heat:
            yield heat

    def run(what: Callable[[Client], Coroutine[Any, Any, Any]]) -> Any:
        async def inside() -> Any:
            async with Client(make_server(heat_of, lambda: api.leaving)) as client:
                return await what(client)

        return asyncio.run(inside())

    return run


async def call(client: Client, tool: str, **arguments: Any) -> Any:
    """What a tool gives back; AssertionError with what it said where it failed."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    return result.structured_content


def test_the_same_question_again_asks_nobody_twice(api: Api, use: Use) -> None:
    async def twice(client: Client) -> list[str]:
        return [(await call(client, "ask_free_text", **QUESTION))["id"] for _ in range(2)]

    assert use(twice) == ["id-0", "id-0"] and len(api.posts) == 1
    api.end(api.rows[0], ago=590, response="hi")
    assert use(lambda client: call(client, "ask_free_text", **QUESTION))["response"] == "hi"


def test_two_who_ask_at_once_are_given_the_same(api: Api, use: Use) -> None:
    async def at_once(client: Client) -> list[Any]:
        return list(await asyncio.gather(*(call(client, "ask_free_text", **QUESTION) for _ in range(5))))

    assert {answer["id"] for answer in use(at_once)} == {"id-0"}


@pytest.mark.parametrize("why", ["answered long ago", "taken back", "put away long ago", "other words", "other tool"])
def test_what_is_no_longer_the_same_is_asked_anew(api: Api, use: Use, why: str) -> None:
    use(lambda client: call(client, "ask_free_text", **QUESTION))
    if why == "taken back":
        use(lambda client: call(client, "cancel", id="id-0"))
    elif "ago" in why:
        api.end(api.rows[0], ago=601, response="old", archived="away" in why)
    tool = "ask_rating" if why == "other tool" else "ask_free_text"
    more = {"instruction": "Say it"} if why == "other words" else {}
    assert use(lambda client: call(client, tool, **{**QUESTION, **more}))["id"] == "id-1"


def test_a_question_that_waits_for_hours_is_still_the_same(api: Api, use: Use) -> None:
    use(lambda client: call(client, "ask_free_text", **QUESTION))
    api.rows[0]["created_at"] = (datetime.now(UTC) - timedelta(hours=5)).isoformat()
    assert use(lambda client: call(client, "ask_free_text", **QUESTION))["id"] == "id-0"


def test_progress_tells_the_id_first_and_then_how_it_stands(
    api: Api, use: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "LOOK", 0)
    monkeypatch.setattr("heat_client.retrying.FIRST_DELAY", 0.001)
    api.end_after_looks = 4
    heard: list[tuple[float, float | None, str | None]] = []

    async def ask(client: Client) -> Any:
        async def hear(progress: float, total: float | None, message: str | None) -> None:
            heard.append((progress, total, message))

        return await client.call_tool("ask_free_text", {"instruction": "Say"}, progress_callback=hear)

    answer = use(ask).structured_content
    assert answer["response"] == "seen by a person"
    assert heard[0] == (0, 50, "id-0 is pending; 3 before it; half of such questions are answered within 12 s")
    assert len(heard) == 4 and [one[0] for one in heard] == sorted(one[0] for one in heard)


def test_a_server_that_goes_down_keeps_no_agent_waiting(api: Api, use: Use) -> None:
    api.leaving = True
    answer = use(lambda client: call(client, "ask_free_text", instruction="Say", wait_seconds=3600))
    assert answer["status"] == "pending" and "get_answer" in answer["next"]


def test_votes_agreement_and_probability_are_told(api: Api, use: Use) -> None:
    asked = use(lambda client: call(client, "ask_free_text", **QUESTION))
    said = {"a": "cat", "b": "dog", "c": "cat"}
    agreement = {"agreed": 2, "answers": 3, "share": 0.6667, "probability": 0.93}
    api.end(api.rows[0], response="cat", raw_responses=said, agreement=agreement)
    answer = use(lambda client: call(client, "get_answer", id=asked["id"]))
    assert answer["votes"] == [{"answer": "cat", "people": 2}, {"answer": "dog", "people": 1}]
    assert (answer["agreed"], answer["share"], answer["probability"]) == (2, 0.6667, 0.93)


@pytest.mark.parametrize(
    ("fields", "told", "next"),
    [
        ({"status": "flagged", "cruncher_feedback": "unclear: what?"}, "unclear: what?", "Mend"),
        ({"response": None}, None, "did not agree"),
        ({"status": "aborted"}, None, None),
    ],
)
def test_an_end_without_an_answer_says_what_to_do(
    api: Api, use: Use, fields: dict[str, Any], told: str | None, next: str | None
) -> None:
    use(lambda client: call(client, "ask_free_text", **QUESTION))
    api.end(api.rows[0], **fields)
    answer = use(lambda client: call(client, "get_answer", id="id-0"))
    assert answer["feedback"] == told
    assert (answer["next"] is None) if next is None else (next in answer["next"])


TAG = re.compile(r"mcp-[0-9a-f]{40}")


@pytest.mark.parametrize(
    ("tool", "arguments", "type", "sent"),
    [
        ("ask_multiple_choice", {"choices": ["a"]}, "multiple-choice", {"min_answers": 1, "max_answers": 1}),
        ("ask_free_text", {"validation": "url"}, "free-text", {"validation": "url"}),
        ("ask_rating", {"rating_max": 5, "label_min": "bad"}, "rating", {"rating_max": 5, "label_min": "bad"}),
        ("mark", {"shape": "rectangle", "min_marks": 0}, "annotations", {"annotations_type": "rectangle"}),
        (
            "mark",
            {"question_about_each": "Colour?"},
            "annotations-with-free-text",
            {"per_annotation": {"instruction": "Colour?"}, "attachments_type": "image"},
        ),
        (
            "mark",
            {"question_about_each": "Colour?", "choices_for_each": ["red"]},
            "annotations-with-multiple-choice",
            {"per_annotation": {"instruction": "Colour?", "choices": ["red"]}},
        ),
    ],
)
def test_each_tool_asks_as_the_api_has_it_with_confidence(
    api: Api, use: Use, tool: str, arguments: dict[str, Any], type: str, sent: dict[str, Any]
) -> None:
    confidence = {"strategy": "adaptive", "target": 0.95, "max_crunchers": 7}
    common = {"instruction": "Well?", "attachments": ["http://a.example/a"], "confidence": confidence}
    use(lambda client: call(client, tool, **common, deadline_seconds=60, wait_seconds=0, **arguments))
    assert api.rows[0]["type"] == type
    assert api.posts[0].items() >= {**sent, "instruction": "Well?", "confidence": confidence, "deadline": 60}.items()
    assert len(api.posts[0]["tags"]) == 1 and TAG.fullmatch(api.posts[0]["tags"][0])
    assert None not in api.posts[0].values()


def test_what_is_wrong_is_said_to_the_agent(api: Api, use: Use) -> None:
    async def wrong(client: Client) -> list[str]:
        common = {"instruction": "Well?", "attachments": ["http://a.example/a"]}
        results = [
            await client.call_tool("mark", {**common, "choices_for_each": ["red"]}),
            await client.call_tool("ask_rating", {"instruction": "Rate", "wait_seconds": -1}),
        ]
        assert all(result.is_error for result in results)
        return [result.content[0].text for result in results]  # type: ignore[union-attr]

    said = use(wrong)
    assert "what is chosen" in said[0] and "wait_seconds" in said[1] and api.posts == []


def test_the_tag_says_nothing_of_the_order_of_the_fields() -> None:
    assert repeating.tag_of("t", {"a": 1, "b": [2]}) == repeating.tag_of("t", {"b": [2], "a": 1})
    assert repeating.tag_of("t", {"a": 1}) != repeating.tag_of("u", {"a": 1})
