"""The hub by itself: what is read, when, and for whom."""

import asyncio
import threading
import uuid
from collections.abc import Callable, Collection, Coroutine

import pytest

from heatsite.holding import AT_ONCE, GONE, Hub
from requests_app.api.held import Answer, Held

YES = Answer(200, "application/json", b"{}")


class Rows:
    """What a database would say, and what it was asked."""

    def __init__(self) -> None:
        self.done: set[uuid.UUID] = set()
        self.asked: list[int] = []
        self.gate = threading.Event()
        self.gate.set()
        self.fails = False

    def ended(self, held: Collection[Held]) -> dict[Held, Answer]:
        self.asked.append(len(held))
        done = set(self.done)  # as a query sees it: what is committed after it began is not there
        self.gate.wait(5)
        if self.fails:
            raise OSError("gone")
        return {one: YES for one in held if one.id in done}


def someone(account: int = 1) -> Held:
    return Held(uuid.uuid4(), account, "live", "request")


def run(test: Callable[[Hub, Rows], Coroutine[None, None, None]]) -> None:
    async def whole() -> None:
        rows = Rows()
        hub = Hub(rows.ended, rows.ended)
        hub.start(asyncio.get_running_loop())
        try:
            await asyncio.wait_for(test(hub, rows), 10)
        finally:
            rows.gate.set()
            hub.stop()

    asyncio.run(whole())


def test_a_hint_that_comes_while_a_look_is_under_way_leads_to_another_look() -> None:
    async def test(hub: Hub, rows: Rows) -> None:
        held = someone()
        rows.gate.clear()
        call = hub.hold(held, 30)
        assert call is not None
        while not rows.asked:
            await asyncio.sleep(0.01)
        rows.done.add(held.id)  # committed just after the look began
        hub.woken([held.id])
        await asyncio.sleep(0.05)
        rows.gate.set()
        assert await call.future == YES
        hub.release(call)

    run(test)


def test_those_who_begin_to_wait_together_look_together() -> None:
    async def test(hub: Hub, rows: Rows) -> None:
        calls = [hub.hold(someone(), 30) for _ in range(500)]
        await asyncio.sleep(0.2)
        assert rows.asked == [500]
        for call in calls:
            assert call is not None
            hub.release(call)
        assert len(hub) == 0

    run(test)


def test_no_look_is_larger_than_a_query_may_be() -> None:
    async def test(hub: Hub, rows: Rows) -> None:
        for _ in range(AT_ONCE + 1):
            hub.hold(someone(), 30)
        await asyncio.sleep(0.3)
        assert rows.asked == [AT_ONCE, 1]

    run(test)


def test_one_client_that_leaves_takes_none_of_the_others_with_it() -> None:
    async def test(hub: Hub, rows: Rows) -> None:
        held = someone()
        leaves, stays = hub.hold(held, 30), hub.hold(held, 30)
        assert leaves is not None and stays is not None
        leaves.end(GONE)
        hub.release(leaves)
        rows.done.add(held.id)
        hub.woken([held.id])
        assert await stays.future == YES
        hub.release(stays)
        assert len(hub) == 0

    run(test)


def test_a_look_that_fails_lets_go_of_those_it_was_for_and_of_nobody_else() -> None:
    async def test(hub: Hub, rows: Rows) -> None:
        one, other = hub.hold(someone(), 30), hub.hold(someone(), 30)
        assert one is not None and other is not None
        await asyncio.sleep(0.1)
        rows.fails = True
        hub.woken([one.held.id])
        assert await one.future is None
        assert not other.future.done()

    run(test)


def test_nobody_is_held_for_no_time_or_while_the_server_goes_down() -> None:
    async def test(hub: Hub, rows: Rows) -> None:
        assert hub.hold(someone(), 0) is None
        call = hub.hold(someone(), 30)
        assert call is not None
        hub.let_go_soon()
        assert await call.future is None
        assert hub.hold(someone(), 30) is None

    run(test)


def test_hints_from_many_threads_are_heard() -> None:
    async def test(hub: Hub, rows: Rows) -> None:
        calls = [hub.hold(someone(), 30) for _ in range(50)]
        await asyncio.sleep(0.1)
        for call in calls:
            assert call is not None
            rows.done.add(call.held.id)
            threading.Thread(target=hub.woken, args=([call.held.id],)).start()
        assert {await call.future for call in calls if call} == {YES}

    run(test)


@pytest.mark.parametrize("seconds", [0.05, 0.3])
def test_time_is_up_when_it_is_up(seconds: float) -> None:
    async def test(hub: Hub, rows: Rows) -> None:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        call = hub.hold(someone(), seconds)
        assert call is not None
        assert await call.future is None
        assert seconds - 0.01 < loop.time() - begun < seconds + 0.5

    run(test)
