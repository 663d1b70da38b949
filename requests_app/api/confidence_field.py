"""The field `confidence` of a question."""

from collections.abc import Iterator
from typing import Any

from requests_app.request_types.fields import Boolean, Choice, Detail, Fields, Integer, Number

MAX_CRUNCHERS = 100

ADAPTIVE = {"target": 0.95, "min_crunchers": 1, "max_crunchers": 7}
MAJORITY_ONLY = ("min_agreements", "stop_when_impossible")
ADAPTIVE_ONLY = ("target", "min_crunchers")


class Confidence(Fields):
    """How many crunchers must agree: a majority of fixed size, or as many as make the answer sure enough."""

    strategy = Choice(
        ("majority", "adaptive"),
        default="majority",
        help_text="How agreement is reached. adaptive goes with multiple-choice whose max_answers is 1, with rating of "
        "at most 20 steps, and with free-text.",
    )
    min_agreements = Integer(
        required=False,
        min_value=1,
        max_value=MAX_CRUNCHERS,
        help_text="majority, required: answers that must agree.",
    )
    max_crunchers = Integer(
        required=False,
        min_value=1,
        max_value=MAX_CRUNCHERS,
        help_text="The most people asked. Required with majority; 7 unless given with adaptive.",
    )
    stop_when_impossible = Boolean(
        required=False, help_text="majority: complete as soon as agreement can no longer be reached."
    )
    target = Number(
        required=False,
        min_value=0.5,
        max_value=0.9999,
        help_text="adaptive: how probably right the response must be. 0.95 unless given.",
    )
    min_crunchers = Integer(
        required=False,
        min_value=1,
        max_value=MAX_CRUNCHERS,
        help_text="adaptive: the fewest people asked. 1 unless given.",
    )

    def rules(self, values: dict[str, Any], wrong: dict[str, Any]) -> Iterator[tuple[str, Detail]]:
        yield from super().rules(values, wrong)
        strategy = values.get("strategy")
        for name in {"majority": ADAPTIVE_ONLY, "adaptive": MAJORITY_ONLY}.get(str(strategy), ()):
            if name in values:
                yield name, [f"Has no meaning with the strategy {strategy}."]
        if strategy == "majority":
            for name in ("min_agreements", "max_crunchers"):
                if name not in values:
                    yield name, ["This field is required."]
            values.setdefault("stop_when_impossible", False)
        elif strategy == "adaptive":
            for name, default in ADAPTIVE.items():
                values.setdefault(name, default)
        for name in ("min_agreements", "min_crunchers"):
            if name in values and values[name] > values.get("max_crunchers", MAX_CRUNCHERS):
                for end in (name, "max_crunchers"):
                    yield end, [f"{name} must not be above max_crunchers."]
