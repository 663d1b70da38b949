"""annotations: marks in the attachments."""

from collections.abc import Iterator
from typing import Any

from .base import JSONObject, RequestType, Seed, Sizes, seeded
from .fields import MAX_INTEGER, Choice, Detail, Fields, Integer
from .mark_agreement import marks_distance, places, places_difference, support
from .marks import MAX_MARKS, clean_marks, clean_sizes, mark_schema, staged_sizes
from .staged_marks import staged_marks


class AnnotationsParams(Fields):
    """What is to be marked, and how often. A max_annotations above 1,000 limits nothing: no answer has more marks."""

    annotations_type = Choice(
        ("point", "rectangle"), default="point", help_text="Whether places are marked, or areas (spans, passages)."
    )
    min_annotations = Integer(
        default=1, min_value=0, max_value=MAX_MARKS, help_text="The fewest marks. 0: there may be nothing to mark."
    )
    max_annotations = Integer(
        default=0, min_value=0, max_value=MAX_INTEGER, help_text="The most marks. 0 is without limit."
    )

    def rules(self, values: dict[str, Any], wrong: dict[str, Any]) -> Iterator[tuple[str, Detail]]:
        yield from super().rules(values, wrong)
        least, most = values.get("min_annotations"), values.get("max_annotations")
        if least and most and least > most:
            for name in ("min_annotations", "max_annotations"):
                yield name, ["min_annotations must not be above max_annotations."]
        if "attachments" in values and not values["attachments"]:
            yield "attachments", ["At least one attachment is required: it is what is marked."]


class Annotations(RequestType):
    """A list of marks, as marks.py describes them."""

    name = "annotations"
    stem = "annotations"
    summary = "Ask to mark places in attachments"
    Params: type[Fields] = AnnotationsParams
    example = {
        "instruction": "Mark each word that names a colour",
        "attachments_type": "text",
        "attachments": ["A green door, a red roof and a white fence."],
        "annotations_type": "rectangle",
        "min_annotations": 1,
    }
    response_schema: JSONObject = {"type": "array", "items": mark_schema(), "maxItems": MAX_MARKS}
    metric = "difference"

    def clean_answer(self, params: JSONObject, answer: Any, sizes: Sizes | None = None) -> list[JSONObject]:
        return clean_marks(params, answer, clean_sizes(params, sizes))

    def agrees(self, params: JSONObject, one: Any, other: Any, sizes: Sizes | None = None) -> bool:
        return self.distance(params, one, other, sizes) is not None

    def choose(self, params: JSONObject, agreeing: list[Any], sizes: Sizes | None = None) -> Any:
        """The one that most others agree with; of those the closest to the others, then the earliest."""

        def apart(answer: Any) -> tuple[int, float]:
            distances = [self.distance(params, answer, other, sizes) for other in agreeing]
            return distances.count(None), sum(distance for distance in distances if distance is not None)

        return min(agreeing, key=apart)

    def staged_answer(self, params: JSONObject, seed: Seed, base_url: str = "https://example.com") -> list[JSONObject]:
        return staged_marks(params, seeded(seed))

    def clean_sizes(self, params: JSONObject, sizes: Any) -> Sizes | None:
        return clean_sizes(params, sizes)

    def staged_sizes(self, params: JSONObject) -> Sizes | None:
        return staged_sizes(params)

    def distance(self, params: JSONObject, one: Any, other: Any, sizes: Sizes | None = None) -> float | None:
        return marks_distance(params, one, other, sizes, lambda *responses: self.same_response(params, *responses))

    def coded(self, params: JSONObject, answer: Any, sizes: Sizes | None = None) -> Any:
        return places(params, answer, sizes, lambda response: self.coded_response(params, response))

    def difference(self, one: Any, other: Any) -> float:
        return places_difference(one, other)

    def may_meet(self, params: JSONObject, one: Any, other: Any) -> bool:
        """A mark may lie between two others, but answers that agree have as many marks."""
        return len(one) == len(other)

    def supported(self, params: JSONObject, response: Any, answers: list[Any], sizes: Sizes | None = None) -> Any:
        """Each mark with `support`: how many of the answers have it."""
        counts = support(params, response, answers, sizes, lambda *both: self.same_response(params, *both))
        return [{**mark, "support": count} for mark, count in zip(response, counts, strict=True)]

    @property
    def supported_schema(self) -> JSONObject:
        mark = self.response_schema["items"]
        count = {"type": "integer", "minimum": 1, "description": "Only with confidence: how many answers have it."}
        return {**self.response_schema, "items": {**mark, "properties": {**mark["properties"], "support": count}}}

    def coded_response(self, params: JSONObject, response: Any) -> Any:
        """What was answered about a mark, equal where it says the same."""
        return None

    def same_response(self, params: JSONObject, one: Any, other: Any) -> bool:
        """Whether what was answered about two marks is the same."""
        return True
