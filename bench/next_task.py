"""How long a cruncher waits between two questions: Submit until the next one is painted, its picture with it.

The one process over SQLite, a backlog of questions about pictures, a real Chromium, loopback. A person takes a moment
for an answer, in which the next question loads: `--pace` seconds. `--cold` measures what it would be without that.

python bench/next_task.py [--rounds N] [--pace S] [--cold] [--json]
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.latency import figures
from tests.browser import CHROMIUM_OPTIONS, chromium_path
from tests.pages.files import Files, png
from tests.processes import Heat

WARMING_UP = 5  # rounds that are not counted
SIZE = (1600, 900)
# Milliseconds from pressing Submit until the frame after the one in which the next question, and its picture, stand.
RECORDER = """
window.waits = [];
let pressed = 0;
addEventListener("click", (event) => { if (event.target.closest("[data-do=go]")) pressed = performance.now(); }, true);
const frame = () => new Promise((done) => requestAnimationFrame(done));
const painted = async (picture) => {
  await picture.decode();
  await frame();
  await frame();
  window.waits.push(performance.now() - pressed);
  pressed = 0;
};
new MutationObserver(() => {
  const picture = pressed && document.querySelector("[data-stage] img");
  if (!picture || picture.counted) return;
  picture.counted = true;
  painted(picture);
}).observe(document, { childList: true, subtree: true });
"""


def ask(heat: Heat, files: Files, count: int) -> None:
    headers = {"X-Heat-API-Key": heat.demo["live_key"]}
    defaults = {"choices": ["red", "green", "blue"], "max_answers": 1, "attachments_type": "image"}
    requests = []
    for number in range(count):
        name = f"picture-{number}.png"
        files.served[name] = ("image/png", png(*SIZE))
        requests.append({"instruction": f"Which colour is picture {number}?", "attachments": [files.url + name]})
    batch = {"name": "bench", "type": "multiple-choice", "defaults": defaults, "requests": requests}
    httpx.post(f"{heat.url}/v1/batch", json=batch, headers=headers, timeout=60).raise_for_status()


def sign_in(page: Page, heat: Heat) -> None:
    page.goto(f"{heat.url}/crunch/sign-in/?next=/crunch/work/")
    page.fill("[name=username]", heat.demo["cruncher"]["username"])
    page.fill("[name=password]", heat.demo["cruncher"]["password"])
    page.keyboard.press("Enter")
    page.locator("[data-stage] img").wait_for()


def measure(heat: Heat, rounds: int, pace: float, cold: bool) -> list[float]:
    files = Files()
    ask(heat, files, rounds + WARMING_UP + 1)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_OPTIONS)
        page = browser.new_page()
        page.add_init_script(RECORDER)
        if cold:
            page.route("**/following/", lambda route: route.fulfill(json={"following": None}))
        sign_in(page, heat)
        for number in range(1, rounds + WARMING_UP + 1):
            time.sleep(pace)
            page.keyboard.press("1")
            page.click("[data-do=go]")
            page.wait_for_function(f"() => window.waits.length >= {number}", polling=20)
        waits = page.evaluate("window.waits")
        browser.close()
    files.close()
    return waits[WARMING_UP:]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--pace", type=float, default=0.5)
    parser.add_argument("--cold", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="heat-bench-") as folder:
        heat = Heat(Path(folder) / "data")
        try:
            row: dict[str, Any] = figures(measure(heat.ready(), options.rounds, options.pace, options.cold))
        finally:
            heat.stop()
    if options.json:
        print(json.dumps({"Submit to the next task on the screen": row}))
        return
    shown = "   ".join(f"{name} {milliseconds:6.1f} ms" for name, milliseconds in row.items())
    print(f"Submit to the next task on the screen   {shown}")


if __name__ == "__main__":
    main()
