"""annotations-with-…: marks in the attachments, and a question of another type about each of them."""

from typing import Any

from rest_framework.serializers import ValidationError

from .annotations import Annotations, AnnotationsParams
from .base import JSONObject, RequestType, Seed, Sizes
from .fields import Asked
from .marks import MAX_MARKS, clean_marks, clean_sizes, mark_schema


class AnnotationsWith(Annotations):
    """A list of marks, each with `response`: the answer of the type that is asked about each."""

    def __init__(self, inner: RequestType, instruction: str, **per_annotation: Any) -> None:
        """`instruction` and the other arguments are the example's question about each mark."""
        self.inner = inner
        self.name = f"annotations-with-{inner.name}"
        self.stem = f"annotations_with_{inner.stem}"
        self.summary = f"Ask to mark places in attachments, and a {inner.name} question about each"
        asked = type(f"{type(inner).__name__}PerAnnotation", (Asked, inner.Params), {"__doc__": inner.Params.__doc__})
        self.Params = type(
            f"{type(self).__name__}{type(inner).__name__}Params",
            (AnnotationsParams,),
            {"per_annotation": asked(help_text="What is asked about each mark."), "__doc__": AnnotationsParams.__doc__},
        )
        self.example = {**Annotations.example, "per_annotation": {"instruction": instruction, **per_annotation}}
        items = mark_schema(response=inner.response_schema)
        self.response_schema = {"type": "array", "items": items, "maxItems": MAX_MARKS}

    def clean_answer(self, params: JSONObject, answer: Any, sizes: Sizes | None = None) -> list[JSONObject]:
        """Errors of all marks at once; those of their responses once the marks themselves are right."""
        marks = clean_marks(params, answer, clean_sizes(params, sizes), extra=("response",))
        wrong: dict[Any, Any] = {}
        for index, mark in enumerate(marks):
            try:
                mark["response"] = self.inner.clean_answer(params["per_annotation"], mark["response"])
            except ValidationError as error:
                wrong[index] = {"response": error.detail}
        if wrong:
            raise ValidationError(wrong)
        return marks

    def staged_answer(self, params: JSONObject, seed: Seed, base_url: str = "https://example.com") -> list[JSONObject]:
        marks = super().staged_answer(params, seed, base_url)
        asked = params["per_annotation"]
        return [
            {**mark, "response": self.inner.staged_answer(asked, f"{seed} {index}", base_url)}
            for index, mark in enumerate(marks)
        ]

    def coded_response(self, params: JSONObject, response: Any) -> Any:
        return self.inner.coded(params["per_annotation"], response)

    def same_response(self, params: JSONObject, one: Any, other: Any) -> bool:
        return self.inner.agrees(params["per_annotation"], one, other)
