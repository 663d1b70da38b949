"""A cruncher at work in Chromium, and the client who asks them."""

from typing import Any
from uuid import UUID

from tests.processes import Heat

HARMLESS = ("Failed to load resource", "404", "ERR_", "CORS policy", "X-Frame-Options")  # what a test breaks on purpose


class Asked:
    """A question that was asked of the server."""

    def __init__(self, heat: Heat, body: dict[str, Any]) -> None:
        self.heat = heat
        self.id = UUID(body["id"])

    def now(self, block: float = 0) -> dict[str, Any]:
        """The Request object; with `block`, as soon as it is no longer pending."""
        return dict(self.heat.get(f"/v1/requests/{self.id}", params={"block": block}).json())

    def response(self) -> Any:
        """What the client gets: fails unless a person answered within 10 s."""
        seen = self.now(block=10)
        assert seen["status"] == "complete", seen
        return seen["response"]

    def abort(self) -> None:
        """The client takes it back."""
        self.heat.post(f"/v1/tasks/abort/{self.id}")


class Shift:
    """One browser window, signed in as the demo's cruncher. `page` is Playwright's."""

    def __init__(self, page: Any, heat: Heat) -> None:
        self.page = page
        self.heat = heat
        self.trouble: list[str] = []
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        page.on("console", self._console)
        page.set_default_timeout(30_000)  # a loaded machine is slow, not wrong

    def _console(self, message: Any) -> None:
        if message.type == "error" and not any(word in message.text for word in HARMLESS):
            self.trouble.append(message.text)

    def ask(self, type: str, **body: Any) -> Asked:
        """Ask as a client does, with the live key."""
        answer = self.heat.post(f"/v1/requests/{type}", json=body)
        assert answer.status_code == 200, answer.text
        return Asked(self.heat, answer.json())

    def start(self) -> "Shift":
        """Open the page of work."""
        self.page.goto(f"{self.heat.url}/crunch/work/")
        self.page.locator("body:not([data-state=starting])").wait_for()
        return self

    def given(self, type: str, **body: Any) -> Asked:
        """Ask something, and have it on the screen and acknowledged."""
        # Listened for first: a page that waits may have the question, and say so, before the client's call returns.
        with self.page.expect_response("**/acknowledge/"):
            asked = self.ask(type, **body)
            if "/crunch/work/" not in self.page.url:
                self.start()
            self.is_in("task")
        return asked

    def start_with_next(self) -> "Shift":
        """Open the page of work: one question on the screen, and the next, asked before too, reserved behind it."""
        with self.page.expect_response(lambda reply: reply.url.endswith("/following/") and reply.json()["following"]):
            self.start().is_in("task")
        return self

    def beat(self) -> None:
        """Have the page send its heartbeat now, and ask what follows."""
        with self.page.expect_response("**/heartbeat/"):
            self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    def is_in(self, state: str) -> None:
        """Wait until the page is in a state: task, waiting, break, closed."""
        self.page.locator(f"body[data-state={state}]").wait_for()

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def error(self) -> str:
        """What the page says against the answer."""
        shown = self.page.locator("[data-error]:not([hidden])")
        shown.wait_for()
        return str(shown.inner_text())

    def submit(self) -> None:
        """Press the primary button."""
        self.page.locator("[data-do=go]").click()
