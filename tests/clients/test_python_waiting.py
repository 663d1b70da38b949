"""How the Python client waits and tries again, with no network and no time."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from heat_client import (
    ApiError,
    AsyncHeat,
    BadRequest,
    ConnectionFailed,
    Heat,
    HeatError,
    NotFound,
    RateLimited,
    ServerError,
    StillPending,
    retrying,
)

PENDING = {"id": "one", "status": "pending", "type": "free-text"}
COMPLETE = {**PENDING, "status": "complete", "response": "hi"}
Step = dict[str, Any] | httpx.Response | Exception


class Time:
    """A clock that goes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    time = Time()
    monkeypatch.setattr("heat_client._sync.client.sleep", time.sleep)
    monkeypatch.setattr("heat_client._sync.batches.sleep", time.sleep)
    monkeypatch.setattr(retrying.Pace.__init__, "__defaults__", (lambda: time.now,))
    monkeypatch.setattr("heat_client.retrying.random.uniform", lambda low, high: high)
    return time


def client(steps: Iterator[Step] | list[Step], calls: list[httpx.Request] | None = None) -> Heat:
    """A client whose calls are answered by the steps, one after the other."""
    rest = iter(steps)

    def answer(request: httpx.Request) -> httpx.Response:
        if calls is not None:
            calls.append(request)
        step = next(rest)
        if isinstance(step, Exception):
            raise step
        return step if isinstance(step, httpx.Response) else httpx.Response(200, json=step)

    return Heat("test_key", "http://heat.example", transport=httpx.MockTransport(answer))


def problem(status: int, **headers: str) -> httpx.Response:
    body = {"title": "Problem", "status": status, "detail": "It is so."}
    return httpx.Response(status, json=body, headers={k.replace("_", "-"): v for k, v in headers.items()})


@pytest.mark.parametrize("status", ["complete", "flagged", "aborted"])
def test_a_wait_ends_on_every_final_status(time: Time, status: str) -> None:
    assert client([PENDING, {**COMPLETE, "status": status}]).wait("one").status == status


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 408, 413])
def test_a_wait_raises_on_4xx_at_once(time: Time, status: int) -> None:
    with pytest.raises(ApiError) as raised:
        client([problem(status)]).wait("one")
    assert raised.value.status == status and time.slept == []


@pytest.mark.parametrize("status", [429, 449, 500, 502, 503, 504])
def test_a_wait_goes_on_through_what_passes(time: Time, status: int) -> None:
    assert client([problem(status), httpx.ReadError("broken"), COMPLETE]).wait("one").response == "hi"


def test_polling_doubles_its_pauses_up_to_a_limit(time: Time) -> None:
    client([*[PENDING] * 9, COMPLETE]).wait("one", block=0)
    assert time.slept == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]


def test_a_server_that_holds_the_call_is_asked_again_without_a_pause(time: Time) -> None:
    def steps() -> Iterator[Step]:
        for step in (PENDING, PENDING, COMPLETE):
            time.now += 60
            yield step

    client(steps()).wait("one", block=60)
    assert time.slept == [0, 0]


def test_a_server_that_lets_the_call_go_is_not_asked_in_a_rush(time: Time) -> None:
    client([PENDING, PENDING, PENDING, COMPLETE]).wait("one", block=60)
    assert time.slept == [0.5, 1, 2]


def test_a_wait_with_a_timeout_says_what_to_wait_for_again(time: Time) -> None:
    with pytest.raises(StillPending) as raised:
        client(iter(lambda: PENDING, None)).wait("one", timeout=10, block=0)  # type: ignore[arg-type]
    assert raised.value.id == "one" and sum(time.slept) == 10


def test_the_last_call_of_a_timed_wait_is_held_only_for_what_is_left(time: Time) -> None:
    calls: list[httpx.Request] = []
    with pytest.raises(StillPending):
        client(iter(lambda: PENDING, None), calls).wait("one", timeout=3)  # type: ignore[arg-type]
    blocks = [float(call.url.params["block"]) for call in calls if "block" in call.url.params]
    assert blocks == [3, 2.5, 1.5]


def test_a_wait_gives_up_a_server_that_is_away_for_a_quarter_of_an_hour(time: Time) -> None:
    broken = httpx.ConnectError("nobody")
    with pytest.raises(ConnectionFailed):
        client(iter(lambda: broken, None)).wait("one")  # type: ignore[arg-type]
    assert 900 <= sum(time.slept) < 1000


@pytest.mark.parametrize("retry_after", ["7", "Wed, 01 Jan 2031 00:00:07 GMT"])
def test_a_call_is_sent_again_no_sooner_than_retry_after_says(
    time: Time, retry_after: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Now(retrying.datetime):
        @classmethod
        def now(cls, tz: Any = None) -> "Now":
            return cls(2031, 1, 1, tzinfo=tz)

    monkeypatch.setattr(retrying, "datetime", Now)
    assert client([problem(429, retry_after=retry_after), COMPLETE]).get("one").response == "hi"
    assert len(time.slept) == 1 and 7 <= time.slept[0] < 8


def test_a_retry_after_of_days_is_raised_and_not_slept_through(time: Time) -> None:
    with pytest.raises(RateLimited) as raised:
        client([problem(429, retry_after="90000")]).ask.free_text("Say")
    assert raised.value.retry_after == 90000 and time.slept == []


def test_every_post_has_a_key_of_its_own_and_keeps_it_when_it_is_sent_again(time: Time) -> None:
    calls: list[httpx.Request] = []
    heat = client([httpx.ReadTimeout("slow"), problem(503), PENDING, {"success": True}, {"url": "x"}], calls)
    heat.ask.free_text("Say")
    heat.abort("one")
    heat.files.upload(b"...", name="cat.png")
    keys = [call.headers["Idempotency-Key"] for call in calls]
    assert keys[0] == keys[1] == keys[2] and len(set(keys)) == 3
    assert calls[0].content == calls[2].content


def test_it_gives_up_after_so_many_tries(time: Time) -> None:
    with pytest.raises(ServerError):
        client([problem(503)] * 6).account()
    assert time.slept == [0.5, 1, 2, 4, 8]


def test_a_proxy_s_page_is_an_error_like_any_other(time: Time) -> None:
    with pytest.raises(ServerError) as raised:
        client([httpx.Response(502, text="<h1>Bad gateway</h1>")] * 6).account()
    assert "Bad gateway" in str(raised.value)
    with pytest.raises(HeatError, match="server's address"):
        client([httpx.Response(200, text="<h1>Welcome</h1>")] * 6).account()


def test_a_400_names_every_field(time: Time) -> None:
    body = {"title": "Bad Request", "detail": "2 fields", "errors": {"a": ["must"], "b.c": ["may", "not"]}}
    with pytest.raises(BadRequest, match=r"a: must; b\.c: may not") as raised:
        client([httpx.Response(400, json=body, headers={"X-Request-Id": "r1"})]).ask("rating", {})
    assert raised.value.request_id == "r1"


def test_an_unknown_option_is_a_field_of_the_question_and_none_is_left_out(time: Time) -> None:
    calls: list[httpx.Request] = []
    client([PENDING], calls).ask("rating", {"instruction": "Rate"}, new_field=1, hook_url=None, block=2)
    assert json.loads(calls[0].content) == {"instruction": "Rate", "new_field": 1}
    assert dict(calls[0].url.params) == {"block": "2.0"}


def test_what_turned_out_later_is_sent_as_the_api_has_it(time: Time) -> None:
    calls: list[httpx.Request] = []
    client([{}], calls).feedback("one", correct=False, answer=["b"])
    assert calls[0].url.path == "/v1/requests/one/feedback"
    assert json.loads(calls[0].content) == {"correct": False, "answer": ["b"]}


def test_a_batch_is_waited_for_through_what_passes(time: Time) -> None:
    counts = {"total": 2, "complete": 0, "flagged": 0, "aborted": 0}
    one = {"id": "b", "name": "", "pending": 2, **counts, "tasks": [], "next": None}
    heat = client([one, problem(503), httpx.ReadError("broken"), {**one, "pending": 0, "complete": 2}])
    assert heat.batches.wait("b").complete == 2 and len(time.slept) == 3
    with pytest.raises(NotFound):
        client([problem(404)]).batches.wait("b")


@pytest.mark.parametrize("backend", ["asyncio"])
def test_the_asynchronous_client_waits_the_same_way(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import anyio

    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr("heat_client._async.client.async_sleep", sleep)
    steps: list[Callable[[], httpx.Response]] = [
        lambda: httpx.Response(200, json=PENDING),
        lambda: problem(503),
        lambda: httpx.Response(200, json=COMPLETE),
    ]

    async def use() -> None:
        transport = httpx.MockTransport(lambda _: steps.pop(0)())
        async with AsyncHeat("test_key", "http://heat.example", transport=transport) as heat:
            assert (await heat.wait("one")).response == "hi"

    anyio.run(use, backend=backend)
    assert len(slept) == 2
