"""A browser window at the console."""

from typing import Any

from tests.processes import Heat

from .shift import Asked


class Desk:
    """A browser window at the console of the demo's account."""

    def __init__(self, page: Any, heat: Heat) -> None:
        self.page, self.heat = page, heat
        page.set_default_timeout(30_000)

    def ask(self, type: str = "free-text", test: bool = False, **body: Any) -> Asked:
        answer = self.heat.post(f"/v1/requests/{type}", json={"instruction": "How are you?", **body}, test=test)
        assert answer.status_code == 200, answer.text
        return Asked(self.heat, answer.json())

    def open(self, section: str) -> None:
        """A section, by the navigation."""
        self.page.goto(f"{self.heat.url}/console/")
        if section != "Requests":
            self.page.get_by_role("navigation").get_by_role("link", name=section).click()
        self.page.get_by_role("heading", name=section, level=1).wait_for()


def press_to(desk: Desk, name: str) -> None:
    """Tab until something of this name has the focus."""
    named = "document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent"
    for _ in range(60):
        desk.page.keyboard.press("Tab")
        if desk.page.evaluate(named).strip().startswith(name):
            return
    raise AssertionError(f"no Tab leads to {name}")
