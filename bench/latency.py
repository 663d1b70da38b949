"""How long people and programs wait for Heat: a POST until the task is on a waiting cruncher's screen, and Submit until
the blocked client has the answer. The one process over SQLite, a real Chromium, loopback.

python bench/latency.py [--rounds N] [--json]
"""

import argparse
import json
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.browser import CHROMIUM_OPTIONS, chromium_path
from tests.processes import Heat

QUESTION = {"instruction": "Which colour?", "choices": ["red", "green", "blue"], "max_answers": 1}
# Notes, by the clock that all processes share, when a task was painted and when Submit was pressed.
RECORDER = """
localStorage.setItem("heat-keys-shown", "*"); // no layer over the first task
window.seen = [];
window.sent = [];
const now = () => performance.timeOrigin + performance.now();
new MutationObserver((changes) => {
  for (const change of changes) for (const node of change.addedNodes)
    if (node.nodeType === 1 && node.closest("[data-stage]") && node.querySelector(".choice"))
      requestAnimationFrame(() => { window.seen.push(now()); });
}).observe(document, { childList: true, subtree: true });
addEventListener("click", (event) => { if (event.target.closest("[data-do=go]")) window.sent.push(now()); }, true);
"""


class Asked(threading.Thread):
    """A client that asks one question and waits for its answer; milliseconds since the epoch."""

    def __init__(self, heat: Heat, client: httpx.Client) -> None:
        super().__init__()
        self.heat, self.client = heat, client
        self.asked = self.answered = 0.0
        self.status = ""

    def run(self) -> None:
        self.asked = time.time() * 1000
        headers = {"X-Heat-API-Key": self.heat.demo["live_key"]}
        reply = self.client.post("/v1/requests/multiple-choice?block=60", json=QUESTION, headers=headers)
        self.answered = time.time() * 1000
        self.status = reply.json()["status"]


def sign_in(page: Page, heat: Heat) -> None:
    page.goto(f"{heat.url}/crunch/sign-in/?next=/crunch/work/")
    page.fill("[name=username]", heat.demo["cruncher"]["username"])
    page.fill("[name=password]", heat.demo["cruncher"]["password"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/crunch/work/")
    page.get_by_text("No questions just now").wait_for()


def last(page: Page, name: str, count: int) -> float:
    """The moment number `count` in the recorder's list."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        moments = page.evaluate(f"window.{name}")
        if len(moments) >= count:
            return moments[count - 1]
        time.sleep(0.01)
    raise AssertionError(f"the page has not {name} task {count}")


def measure(heat: Heat, rounds: int) -> dict[str, list[float]]:
    shown, answered = [], []
    with sync_playwright() as driver, httpx.Client(base_url=heat.url, timeout=90) as client:
        browser = driver.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_OPTIONS)
        page = browser.new_page()
        page.add_init_script(RECORDER)
        sign_in(page, heat)
        client.get("/v1/account", headers={"X-Heat-API-Key": heat.demo["live_key"]})
        for number in range(1, rounds + 1):
            time.sleep(0.2)  # the cruncher waits, as the figure has it
            asked = Asked(heat, client)
            asked.start()
            shown.append(last(page, "seen", number) - asked.asked)
            page.keyboard.press("1")
            page.click("[data-do=go]")
            asked.join()
            assert asked.status == "complete", asked.status
            answered.append(asked.answered - last(page, "sent", number))
        browser.close()
    return {"POST to the task on the screen": shown[5:], "Submit to the client's answer": answered[5:]}


def figures(milliseconds: list[float]) -> dict[str, float]:
    ordered = sorted(milliseconds)
    return {
        "p50": round(statistics.median(ordered), 1),
        "p95": round(ordered[int(len(ordered) * 0.95)], 1),
        "max": round(ordered[-1], 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=105, help="the first five warm up and are not counted")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="heat-bench-") as folder:
        heat = Heat(Path(folder) / "data")
        try:
            result: dict[str, Any] = {
                name: figures(moments) for name, moments in measure(heat.ready(), options.rounds).items()
            }
        finally:
            heat.stop()
    if options.json:
        print(json.dumps(result))
        return
    for name, row in result.items():
        print(f"{name:32} p50 {row['p50']:6.1f} ms   p95 {row['p95']:6.1f} ms   max {row['max']:6.1f} ms")


if __name__ == "__main__":
    main()
