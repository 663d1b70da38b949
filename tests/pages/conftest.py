"""Fixtures of the page tests: a real server, a real Chromium, a cruncher who is signed in."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.processes import Heat

from .desk import Desk
from .files import Files
from .shift import Shift


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.pages)


@pytest.fixture(scope="session")
def files() -> Iterator[Files]:
    served = Files()
    yield served
    served.close()


@pytest.fixture(scope="session")
def signed_in(chromium: Any, live_server_process: Heat) -> Any:
    """The cookies of the demo's cruncher, from signing in by the form once."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{live_server_process.url}/crunch/")
    cruncher = live_server_process.demo["cruncher"]
    page.get_by_label("Name").fill(cruncher["username"])
    page.get_by_label("Password").fill(cruncher["password"])
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Start").wait_for()
    state = context.storage_state()
    context.close()
    return state


def _nothing_pending(heat: Heat) -> None:
    for one in heat.get("/v1/requests", params={"status": "pending", "limit": 200}).json()["requests"]:
        heat.post(f"/v1/tasks/abort/{one['id']}")


@pytest.fixture
def open_shift(chromium: Any, live_server_process: Heat, signed_in: Any) -> Iterator[Callable[..., Shift]]:
    """Opens windows, with what Playwright's new_context takes; `new_here`: for somebody's first visit.

    Errors in their consoles fail the test.
    """
    _nothing_pending(live_server_process)
    opened = []

    def opener(new_here: bool = False, **options: Any) -> Shift:
        context = chromium.new_context(storage_state=signed_in, **{"reduced_motion": "reduce", **options})
        if not new_here:  # the keys of each kind of question were shown before
            context.add_init_script("try { localStorage.setItem('heat-keys-shown', '*') } catch {}")
        opened.append(Shift(context.new_page(), live_server_process))
        return opened[-1]

    yield opener
    for one in opened:
        one.page.context.close()
    assert not [line for one in opened for line in one.trouble]


@pytest.fixture
def shift(open_shift: Callable[..., Shift]) -> Shift:
    """A window of 1280 by 800."""
    return open_shift(viewport={"width": 1280, "height": 800})


@pytest.fixture
def phone(open_shift: Callable[..., Shift]) -> Shift:
    """A telephone of 360 by 740 with a touch screen."""
    return open_shift(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)


@pytest.fixture(scope="session")
def at_the_console(chromium: Any, live_server_process: Heat) -> Any:
    """The cookies of the demo's manager, who owns its account."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{live_server_process.url}/console/")
    page.get_by_label("Name").fill(live_server_process.demo["manager"]["username"])
    page.get_by_label("Password").fill(live_server_process.demo["manager"]["password"])
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Requests", level=1).wait_for()
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def open_desk(chromium: Any, live_server_process: Heat, at_the_console: Any) -> Iterator[Any]:
    opened: list[Any] = []
    errors: list[Any] = []

    def opener(**options: Any) -> Desk:
        context = chromium.new_context(storage_state=at_the_console, reduced_motion="reduce", **options)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(error))
        opened.append(context)
        return Desk(page, live_server_process)

    yield opener
    for context in opened:
        context.close()
    assert not errors


@pytest.fixture
def desk(open_desk: Any) -> Desk:
    return open_desk(viewport={"width": 1280, "height": 800})
