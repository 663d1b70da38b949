"""Practice: a few questions of each type whose right answer is known. No client asks them, and nothing is kept.

They are put as real ones are, by the same templates and scripts. Files named in them are in static/samples/.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.templatetags.static import static

from requests_app.api.serializers import read_question
from requests_app.models import Environment
from requests_app.request_types import REQUEST_TYPES, RequestType

from .in_words import answer_lines


@dataclass(frozen=True)
class Sample:
    """A question as a client would ask it, its right answer, and why that is right."""

    question: dict[str, Any]
    answer: Any
    why: str


@dataclass(frozen=True)
class Kind:
    """What a type is called for people, and its samples."""

    title: str
    samples: tuple[Sample, ...]


SCENE: dict[str, Any] = {"attachments_type": "image", "attachments": ["practice.png"]}
BIRDS = [{"x": 210, "y": 60}, {"x": 420, "y": 48}, {"x": 510, "y": 140}]
WINDOWS = [{"x": 275, "y": 215, "x2": 317, "y2": 257}, {"x": 383, "y": 215, "x2": 425, "y2": 257}]


def _words(text: str, *wanted: str) -> list[dict[str, Any]]:
    """The marks of words in a text."""
    return [{"start": (at := text.index(word)), "end": at + len(word), "text": word} for word in wanted]


def _each(marks: list[dict[str, Any]], *responses: Any) -> list[dict[str, Any]]:
    return [{**mark, "response": response} for mark, response in zip(marks, responses, strict=True)]


def _file(word: str, name: str) -> Kind:
    """Giving a file of ours by its address: in practice none is sent."""
    url = f"{settings.PUBLIC_URL}{settings.STATIC_URL}samples/{name}"
    question = {"instruction": f"Give the {word} that is at this address.", "attachments": [url]}
    why = f"In earnest a {word} can also be dropped, pasted, chosen, or made here; in practice none is sent."
    return Kind(f"Giving a {word}", (Sample(question, url, why),))


COLOURS = "A green door, a red roof and a white fence."
COUNTED = "Two dogs, three cats and one bird live in this house."


KINDS: dict[str, Kind] = {
    "multiple-choice": Kind(
        "Choosing among answers",
        (
            Sample(
                {"instruction": "What stands to the left of the house?", **SCENE, "max_answers": 1}
                | {"choices": ["a tree", "a car", "a well"]},
                ["a tree"],
                "One answer is wanted: a second press of a digit changes your mind.",
            ),
            Sample(
                {"instruction": "Which of these are in the picture?", **SCENE}
                | {"choices": ["a house", "a boat", "the sun", "birds"]},
                ["a house", "the sun", "birds"],
                "Several answers may be right: choose each that is.",
            ),
        ),
    ),
    "free-text": Kind(
        "Writing an answer",
        (
            Sample(
                {
                    "instruction": "Which word in the text names a fruit?",
                    "attachments": ["She put a pear on the table."],
                },
                "pear",
                "Only what was asked for is wanted: no sentence around it. Capitals make no difference.",
            ),
            Sample(
                {"instruction": "How many birds are in the picture?", **SCENE, "validation": "number"},
                "3",
                "A number is written in digits, without a unit.",
            ),
        ),
    ),
    "rating": Kind(
        "Rating on a scale",
        (
            Sample(
                {"instruction": "How many of the ten lamps are lit?", "attachments": ["● ● ● ● ● ● ● ○ ○ ○"]}
                | {"rating_max": 10, "label_min": "none", "label_max": "all"},
                7,
                "The scale stays hollow until you set it, so that nothing is sent that you did not choose.",
            ),
        ),
    ),
    "image": _file("picture", "practice.png"),
    "video": _file("film", "sample.mp4"),
    "audio": _file("sound", "sample.wav"),
    "annotations": Kind(
        "Marking",
        (
            Sample(
                {"instruction": "Mark each bird.", **SCENE},
                BIRDS,
                "A mark may be a little off. Press a mark to choose it, then drag it, or move it with the arrow keys.",
            ),
            Sample(
                {"instruction": "Mark each word that names a colour.", "attachments": [COLOURS]}
                | {"annotations_type": "rectangle"},
                _words(COLOURS, "green", "red", "white"),
                "The word alone is marked, without the blanks around it.",
            ),
        ),
    ),
    "annotations-with-multiple-choice": Kind(
        "Marking, and choosing for each mark",
        (
            Sample(
                {"instruction": "Mark each bird, and say what colour it is.", **SCENE}
                | {
                    "per_annotation": {
                        "instruction": "What colour is it?",
                        "choices": ["black", "white"],
                        "max_answers": 1,
                    }
                },
                _each(BIRDS, ["black"], ["white"], ["black"]),
                "Each mark has an answer of its own; Enter goes to the next that has none.",
            ),
        ),
    ),
    "annotations-with-free-text": Kind(
        "Marking, and writing for each mark",
        (
            Sample(
                {"instruction": "Mark each word that says how many, and write its number.", "attachments": [COUNTED]}
                | {"annotations_type": "rectangle"}
                | {"per_annotation": {"instruction": "Which number is it?", "validation": "number"}},
                _each(_words(COUNTED, "Two", "three", "one"), "2", "3", "1"),
                "Each mark has an answer of its own, here a number in digits.",
            ),
        ),
    ),
    "annotations-with-rating": Kind(
        "Marking, and rating each mark",
        (
            Sample(
                {"instruction": "Mark each window, and say how many of its panes are lit.", **SCENE}
                | {"annotations_type": "rectangle"}
                | {"per_annotation": {"instruction": "How many panes are lit?", "rating_max": 4}},
                _each(WINDOWS, 1, 3),
                "Draw from corner to corner; the edges can be moved afterwards.",
            ),
        ),
    ),
}


def kinds() -> dict[str, Kind]:
    """What can be practised, by the type's name: the types that people answer."""
    return {name: KINDS[name] for name, one in REQUEST_TYPES.items() if one.answered_by_people and name in KINDS}


def params(request_type: RequestType, sample: Sample, base_url: str) -> dict[str, Any]:
    """The whole question as the type reads it, its files under `base_url`."""
    body = dict(sample.question)
    if body.get("attachments_type", "text") != "text":
        body["attachments"] = [f"{base_url}{static(f'samples/{name}')}" for name in body["attachments"]]
    read = read_question(request_type, body, Environment.LIVE)
    return {**read.given, **read.filled_in}


def checked(request_type: RequestType, sample: Sample, answer: Any, sizes: Any) -> bool:
    """Whether an answer is right. Raises ValidationError where a real one would not be taken either."""
    question = params(request_type, sample, settings.PUBLIC_URL)
    clean_sizes = request_type.clean_sizes(question, sizes)
    clean = request_type.clean_answer(question, answer, clean_sizes)
    return request_type.agrees(question, sample.answer, clean, clean_sizes)


def solution(sample: Sample) -> dict[str, Any]:
    """The right answer, also in lines to read, and why it is right."""
    return {"answer": sample.answer, "lines": answer_lines(sample.answer), "why": sample.why}
