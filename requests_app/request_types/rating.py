"""rating: a number on a scale."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from rest_framework.serializers import ValidationError

from .base import JSONObject, RequestType, Seed, Sizes, seeded
from .fields import Detail, Fields, Number, String, is_number

# With at most 15 digits every point of a scale is one and the same number in JSON, Python and the browser.
MAX_DIGITS = 15
LARGEST = 10**MAX_DIGITS
# A scale of more steps has too many points to be learnt as labels.
MAX_ADAPTIVE_STEPS = 20


class RatingParams(Fields):
    """The scale: rating_min, rating_min + rating_step and so on, as far as it is not above rating_max."""

    rating_min = Number(default=0, min_value=-LARGEST, max_value=LARGEST, help_text="The least rating.")
    rating_max = Number(default=100, min_value=-LARGEST, max_value=LARGEST, help_text="The greatest rating.")
    rating_step = Number(
        default=1, max_value=LARGEST, help_text="From one point of the scale to the next: above 0, may be a decimal."
    )
    label_min = String(required=False, allow_blank=True, max_length=1_000, help_text="What the least rating means.")
    label_max = String(required=False, allow_blank=True, max_length=1_000, help_text="What the greatest rating means.")

    def rules(self, values: dict[str, Any], wrong: dict[str, Any]) -> Iterator[tuple[str, Detail]]:
        yield from super().rules(values, wrong)
        names = ("rating_min", "rating_max", "rating_step")
        if values.get("rating_step", 1) <= 0:
            yield "rating_step", ["Must be above 0."]
        for name in names:
            if name in values and decimals(exact(values[name])) is None:
                yield name, [f"Must have at most {MAX_DIGITS} decimals."]
        low, high, step = (exact(values[name]) if name in values else None for name in names)
        if low is not None and high is not None and low > high:
            for name in names[:2]:
                yield name, ["rating_min must not be above rating_max."]
        elif low is not None and high is not None and step is not None:
            places = max(decimals(low) or 0, decimals(step) or 0)
            if max(abs(low), abs(high)) * 10**places > LARGEST:
                yield "rating_step", [f"The scale is too fine: its ratings must have at most {MAX_DIGITS} digits."]


class Scale(NamedTuple):
    """The points low, low + step … low + last * step, exactly."""

    low: Fraction
    step: Fraction
    last: int

    @classmethod
    def of(cls, params: JSONObject) -> "Scale":
        low, high, step = (exact(params[f"rating_{end}"]) for end in ("min", "max", "step"))
        return cls(low, step, (high - low) // step)


class Rating(RequestType):
    """A number of the scale; whole numbers stay whole."""

    name = "rating"
    stem = "rating"
    summary = "Ask for a rating on a scale"
    Params = RatingParams
    example = {
        "instruction": "How friendly is this reply?",
        "attachments": ["Thanks for asking. I will look into it today."],
        "rating_min": 0,
        "rating_max": 10,
        "label_min": "hostile",
        "label_max": "warm",
    }
    response_schema = {"type": "number"}
    metric = "interval"

    def clean_answer(self, params: JSONObject, answer: Any, sizes: Sizes | None = None) -> int | float:
        low, high = params["rating_min"], params["rating_max"]
        if not is_number(answer):
            raise ValidationError(["Must be a number."])
        if not low <= answer <= high:
            raise ValidationError([f"Must be from {low} to {high}."])
        scale, value = Scale.of(params), exact(answer)
        if (value - scale.low) % scale.step:
            raise ValidationError([f"Must be on the scale: from {low} up in steps of {params['rating_step']}."])
        return plain(value)

    def agrees(self, params: JSONObject, one: Any, other: Any, sizes: Sizes | None = None) -> bool:
        return bool(one == other)

    def is_right(
        self, params: JSONObject, known: Any, answer: Any, tolerance: float | None = None, sizes: Sizes | None = None
    ) -> bool:
        return abs(exact(known) - exact(answer)) <= exact(tolerance or 0)

    def coded(self, params: JSONObject, answer: Any, sizes: Sizes | None = None) -> float:
        """Where on the scale it is, from 0 to 1, so that different scales compare."""
        low, high = params["rating_min"], params["rating_max"]
        return (answer - low) / (high - low) if high > low else 0.0

    def adaptive_problems(self, params: JSONObject) -> Iterator[tuple[str, str]]:
        if (steps := Scale.of(params).last) > MAX_ADAPTIVE_STEPS:
            message = f"The adaptive strategy takes scales of at most {MAX_ADAPTIVE_STEPS} steps; this has {steps:,}."
            yield "rating_step", message

    def labels(self, params: JSONObject) -> tuple[str, ...]:
        scale = Scale.of(params)
        return tuple(str(plain(scale.low + n * scale.step)) for n in range(scale.last + 1))

    def label(self, params: JSONObject, answer: Any) -> str:
        return str(answer)

    def staged_answer(self, params: JSONObject, seed: Seed, base_url: str = "https://example.com") -> int | float:
        scale = Scale.of(params)
        return plain(scale.low + seeded(seed).randint(0, scale.last) * scale.step)


def exact(number: int | float) -> Fraction:
    """The number as it is written: 0.1 is one tenth, not the binary fraction next to it."""
    return Fraction(str(number))


def plain(value: Fraction) -> int | float:
    """A whole number where it is one, else the decimal."""
    return value.numerator if value.denominator == 1 else float(value)


def decimals(value: Fraction) -> int | None:
    """How many digits it has after the point; None when more than MAX_DIGITS."""
    return next((places for places in range(MAX_DIGITS + 1) if (value * 10**places).denominator == 1), None)
