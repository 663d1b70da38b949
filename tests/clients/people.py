"""Crunchers who answer whatever is asked, as long as a block runs."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.answering import Answerer
from tests.processes import Heat

SAID = {"multiple_choice": ["yes"], "free_text": "seen by a person", "rating": 4}


def _answer(task: dict[str, Any]) -> Any:
    """An answer to choices with "yes", texts, ratings up to 4 or more, and points in texts; None to anything else."""
    stem, marked = task["stem"], task["params"].get("attachments_type", "text")
    if stem in SAID:
        return SAID[stem]
    if not stem.startswith("annotations") or marked != "text":
        return None
    about = SAID.get(stem.removeprefix("annotations_with_"))
    return [{"start": 2} | ({} if about is None else {"response": about})]


@contextmanager
def people(heat: Heat) -> Iterator[None]:
    """The demo's cruncher at work."""
    who = heat.demo["cruncher"]
    answerer = Answerer(heat.url, who["username"], who["password"])
    leave = threading.Event()

    def work() -> None:
        while not leave.wait(0.05):
            given = answerer.next()
            while given.get("state") == "task":
                task, answer = given["task"], _answer(given["task"])
                done = answerer.on(task, "skip") if answer is None else answerer.answer(task, answer)
                given = done.get("next", {})

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        leave.set()
        thread.join()
        answerer.close()
