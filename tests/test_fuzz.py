"""Whatever is sent: no 5xx, no status and no answer that is not described. In small; `make fuzz` is the whole."""

import os
from collections.abc import Iterator

import pytest

from tests.fuzz.running import SETTINGS, fuzz
from tests.processes import Heat

EXAMPLES = int(os.environ.get("HEAT_FUZZ_EXAMPLES", "3"))
# Each is validated by what others that stay are validated by; `make fuzz` has them all.
LEFT_OUT = ["askVideo", "askAudio", "askAnnotations", "askAnnotationsWithMultipleChoice", "askAnnotationsWithFreeText"]


@pytest.fixture(scope="module")
def heat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Heat]:
    """The one process with no limits to the rate of calls."""
    heat = Heat(tmp_path_factory.mktemp("fuzz") / "data", **SETTINGS)
    try:
        yield heat.ready()
    finally:
        heat.stop()


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("key", "phases"), [("test_key", "examples,coverage"), ("live_key", "examples,fuzzing")])
def test_made_up_calls_are_answered_as_described(heat, key, phases, tmp_path):
    outcome = fuzz(heat, heat.demo[key], EXAMPLES, tmp_path, phases, LEFT_OUT)
    assert outcome.passed, outcome.output
    assert outcome.statuses[200] > 20, "hardly a call was taken: no answers were looked at"
    assert outcome.statuses[400] > 5, "hardly a call was refused: no validation was looked at"
    assert not any(status >= 500 for status in outcome.statuses)
