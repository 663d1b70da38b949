"""What the machine's clients ask, and what its crunchers answer."""

from typing import Any

from hypothesis import strategies as st

from requests_app.api.serializers import read_question
from requests_app.creation import Ask
from requests_app.request_types import REQUEST_TYPES

HOOK = "https://example.com/hook"
CHOICE = {"instruction": "Which?", "choices": ["red", "green", "blue"], "max_answers": 1}
MARKS = {"instruction": "Where?", "attachments_type": "image", "attachments": ["https://example.com/a.png"]}
BODIES: dict[str, dict[str, Any]] = {"multiple-choice": CHOICE, "annotations": MARKS}
# Marks of which some agree with two others that do not agree: 16 pixels apart agree in a picture of 640 x 480.
ANSWERS: dict[str, list[Any]] = {
    "multiple-choice": [["red"], ["green"], ["blue"]],
    "annotations": [[{"x": x, "y": 100}] for x in (100, 112, 124, 400)],
}
WRONG: dict[str, Any] = {"multiple-choice": ["purple"], "annotations": [{"x": -1, "y": 0}]}
SIZES = [{"width": 640, "height": 480}]

MAJORITY = st.builds(
    lambda least, more, stop: {
        "min_agreements": least,
        "max_crunchers": least + more,
        **({"stop_when_impossible": True} if stop else {}),
    },
    st.integers(1, 3),
    st.integers(0, 2),
    st.booleans(),
)
# Of somebody new one answer is right with 0.63, two alike with 0.87.
ADAPTIVE = st.builds(
    lambda target, least, more: {
        "strategy": "adaptive",
        "target": target,
        "min_crunchers": least,
        "max_crunchers": least + more,
    },
    st.sampled_from([0.6, 0.8, 0.95]),
    st.integers(1, 2),
    st.integers(0, 3),
)
SELDOM = st.sampled_from([False, False, False, True])
QUESTIONS = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["multiple-choice", "multiple-choice", "annotations"]),
        "confidence": st.one_of(st.none(), MAJORITY, ADAPTIVE),
        "hook": st.booleans(),
        "dated": SELDOM,
        "spanish": SELDOM,
        "gold": SELDOM,
    }
)
WHO, WHICH = st.integers(0, 4), st.integers(0, 7)
# An answer by its number; most are the first, which gold knows to be right, so that people agree and may go on.
WHAT = st.sampled_from([0, 0, 0, 0, 1, 1, 2, 3])


def answer_of(type_name: str, what: int) -> Any:
    return ANSWERS[type_name][what % len(ANSWERS[type_name])]


def ask_of(asked: dict[str, Any], excluded: list[str]) -> Ask:
    """One of QUESTIONS as a client's call makes it, `excluded` being crunchers' public ids."""
    request_type = REQUEST_TYPES[asked["type"]]
    body, confidence = dict(BODIES[asked["type"]]), asked["confidence"]
    if confidence and (asked["type"] == "multiple-choice" or "target" not in confidence):
        body["confidence"] = confidence
    if asked["hook"]:
        body["hook_url"] = HOOK
    if asked["dated"]:
        body["deadline"] = 3600
    if asked["spanish"]:
        body["qualifications"] = ["Spanish"]
    if asked["gold"]:
        body["gold"] = {"answer": answer_of(asked["type"], 0)}
    if excluded:
        body["exclude_crunchers"] = excluded
    question = read_question(request_type, body, "live")
    return Ask(request_type, question.given, question.filled_in, question.warnings)
