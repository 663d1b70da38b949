"""multiple-choice: one or several of the given choices."""

from collections.abc import Iterator
from typing import Any

from rest_framework.serializers import ValidationError

from .base import JSONObject, RequestType, Seed, Sizes, seeded
from .fields import MAX_INTEGER, Choice, Detail, Fields, Integer, List, String, fold_white_space
from .links import ATTACHMENT_TYPES, url_problems

MAX_CHOICES = 200


class MultipleChoiceParams(Fields):
    """The choices, and how many of them a person may choose. A max_answers above their number limits nothing."""

    choices_type = Choice(ATTACHMENT_TYPES, default="text", help_text="What the choices are.")
    choices = List(
        child=String(),
        min_length=1,
        max_length=MAX_CHOICES,
        help_text="The choices, each different: texts, or URLs of what choices_type says.",
    )
    min_answers = Integer(
        default=1, min_value=0, max_value=MAX_CHOICES, help_text="The least to choose. 0 lets a person choose none."
    )
    max_answers = Integer(
        default=0, min_value=0, max_value=MAX_INTEGER, help_text="The most to choose. 0 is without limit."
    )

    def rules(self, values: dict[str, Any], wrong: dict[str, Any]) -> Iterator[tuple[str, Detail]]:
        yield from super().rules(values, wrong)
        choices, least, most = (values.get(name) for name in ("choices", "min_answers", "max_answers"))
        if choices and values.get("choices_type", "text") != "text" and (problems := url_problems(choices)):
            yield "choices", problems
        elif choices and (twice := _twice(choices)):
            yield "choices", [f"Choices {twice[0]} and {twice[1]} are the same, white space aside."]
        if least and most and least > most:
            for name in ("min_answers", "max_answers"):
                yield name, ["min_answers must not be above max_answers."]
        elif choices and least and least > len(choices):
            yield "min_answers", [f"Must not be above the number of choices, {len(choices)}."]


class MultipleChoice(RequestType):
    """A list of the chosen values, in the order of `choices`."""

    name = "multiple-choice"
    stem = "multiple_choice"
    summary = "Ask to choose among given choices"
    Params = MultipleChoiceParams
    example = {
        "instruction": "Which of these words best describes the weather in the text?",
        "attachments": ["It had rained since the morning, and the wind would not drop."],
        "choices": ["fair", "stormy", "foggy"],
    }
    response_schema = {"type": "array", "items": {"type": "string"}, "uniqueItems": True, "maxItems": MAX_CHOICES}

    def clean_answer(self, params: JSONObject, answer: Any, sizes: Sizes | None = None) -> list[str]:
        choices, least = params["choices"], params["min_answers"]
        most = params["max_answers"] or len(choices)
        if not isinstance(answer, list):
            raise ValidationError(["Must be a list of choices."])
        if not least <= len(answer) <= min(most, len(choices)):
            raise ValidationError([f"Choose {_count(least, min(most, len(choices)))}; {len(answer)} were chosen."])
        wrong: dict[Any, Any] = {
            index: ["Is not one of the choices."]
            for index, value in enumerate(answer)
            if not isinstance(value, str) or value not in choices
        }
        if wrong:
            raise ValidationError(wrong)
        if len(set(answer)) < len(answer):
            raise ValidationError(["The same choice must not be chosen twice."])
        return [choice for choice in choices if choice in answer]

    def agrees(self, params: JSONObject, one: Any, other: Any, sizes: Sizes | None = None) -> bool:
        return set(one) == set(other)

    def coded(self, params: JSONObject, answer: Any, sizes: Sizes | None = None) -> frozenset[str]:
        return frozenset(answer)

    def adaptive_problems(self, params: JSONObject) -> Iterator[tuple[str, str]]:
        if params["max_answers"] != 1:
            yield "max_answers", "Must be 1 with the adaptive strategy: it weighs single choices."

    def labels(self, params: JSONObject) -> tuple[str, ...]:
        return tuple(params["choices"]) if params["min_answers"] else (*params["choices"], "")

    def label(self, params: JSONObject, answer: Any) -> str:
        return answer[0] if answer else ""

    def staged_answer(self, params: JSONObject, seed: Seed, base_url: str = "https://example.com") -> list[str]:
        chosen = seeded(seed).sample(range(len(params["choices"])), params["min_answers"])
        return [params["choices"][index] for index in sorted(chosen)]


def _twice(choices: list[str]) -> tuple[int, int] | None:
    """The indexes of two choices that look the same."""
    first: dict[str, int] = {}
    for index, choice in enumerate(choices):
        earlier = first.setdefault(fold_white_space(choice), index)
        if earlier != index:
            return earlier, index
    return None


def _count(least: int, most: int) -> str:
    return f"exactly {least}" if least == most else f"{least} to {most}"
