"""What a request type is: pure functions of JSON, and the names of its template and script."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from random import Random
from typing import Any, Literal

from .fields import Fields

# A JSON object; as `params` a question as the types read it, the fields given with defaults filled in.
JSONObject = dict[str, Any]
# What the page measured, one for each attachment: {"width", "height"} in pixels, {"duration"} in seconds, or None.
Sizes = list[JSONObject | None]
Seed = str | int
# Labels that are the same or not; numbers; or something of which `difference` says how far it is apart.
Metric = Literal["nominal", "interval", "difference"]


class RequestType(ABC):
    """One type of request. A new one is a module, a template, a script, a line in the table and a test file.

    `params` is always the whole question as read_question left it ({**given, **filled_in}); answers are JSON values.
    """

    name: str  # "multiple-choice": the last part of the URL, and the API's `type`
    stem: str  # "multiple_choice": names its template and script
    summary: str  # a sentence for the API description
    Params: type[Fields]  # checks the type's own fields of a question
    example: JSONObject  # a lawful question
    response_schema: JSONObject  # JSON Schema of an answer
    answered_by_people: bool = True  # whether crunchers have a page for it
    file_kind: str | None = None  # where an answer is the URL of a file: image, video or audio
    can_agree: bool = True  # whether answers of several people can be compared, and `confidence` asked for
    metric: Metric = "nominal"  # by which Krippendorff's alpha takes what `coded` gives

    @abstractmethod
    def clean_answer(self, params: JSONObject, answer: Any, sizes: Sizes | None = None) -> Any:
        """The answer as it is stored. Raises ValidationError, its detail nested as the answer is.

        `sizes` is what clean_sizes gave; without it marks are checked by their form alone.
        """

    @abstractmethod
    def agrees(self, params: JSONObject, one: Any, other: Any, sizes: Sizes | None = None) -> bool:
        """Whether two clean answers say the same. Reflexive and symmetric, not always transitive."""

    @abstractmethod
    def coded(self, params: JSONObject, answer: Any, sizes: Sizes | None = None) -> Any:
        """A clean answer as `metric` compares it, with answers to other questions too.

        With "nominal" something hashable, equal where answers say the same; with "interval" a number; with
        "difference" what that takes.
        """

    @abstractmethod
    def staged_answer(self, params: JSONObject, seed: Seed, base_url: str = "https://example.com") -> Any:
        """A lawful answer that is the same for the same question and seed. Files in it are served under base_url."""

    def choose(self, params: JSONObject, agreeing: list[Any], sizes: Sizes | None = None) -> Any:
        """Which of the agreeing answers (at least one, the earliest first) is the response."""
        return agreeing[0]

    def distance(self, params: JSONObject, one: Any, other: Any, sizes: Sizes | None = None) -> float | None:
        """How far apart two clean answers are that agree, 0 being the same; None when they don't agree."""
        return 0.0 if self.agrees(params, one, other, sizes) else None

    def is_right(
        self, params: JSONObject, known: Any, answer: Any, tolerance: float | None = None, sizes: Sizes | None = None
    ) -> bool:
        """Whether a clean answer says what is known to be right.

        With a tolerance the type's distance between the two must not be above it; a type of numbers takes it as one.
        """
        distance = self.distance(params, known, answer, sizes)
        return distance is not None and (tolerance is None or distance <= tolerance)

    def difference(self, one: Any, other: Any) -> float:
        """How different two coded answers are, from 0, the same, to 1. Symmetric; only where `metric` says so."""
        raise NotImplementedError

    def may_meet(self, params: JSONObject, one: Any, other: Any) -> bool:
        """Whether some third answer might agree with both; where agreeing is transitive, whether they agree."""
        return self.agrees(params, one, other)

    def adaptive_problems(self, params: JSONObject) -> Iterator[tuple[str, str]]:
        """Why answers can't be weighed by the adaptive strategy: fields, each with a sentence; none where they can.

        A type whose answers can says what they amount to by `labels` and `label`.
        """
        yield "confidence", f"Answers of the type {self.name} can't be weighed by the adaptive strategy, only compared."

    def labels(self, params: JSONObject) -> tuple[str, ...] | None:
        """All labels that an answer may amount to; None where they can't be listed."""
        return None

    def label(self, params: JSONObject, answer: Any) -> str:
        """What a clean answer amounts to: equal for answers that agree, and for no others."""
        raise NotImplementedError

    def supported(self, params: JSONObject, response: Any, answers: list[Any], sizes: Sizes | None = None) -> Any:
        """The response as clients see it where several were asked; `answers` are all of theirs, its own among them."""
        return response

    @property
    def supported_schema(self) -> JSONObject:
        """JSON Schema of what `supported` gives."""
        return self.response_schema

    def clean_sizes(self, params: JSONObject, sizes: Any) -> Sizes | None:
        """The sizes of the attachments as they are stored, None for a type without marks. Raises ValidationError."""
        return None

    def staged_sizes(self, params: JSONObject) -> Sizes | None:
        """The sizes that staged answers assume, None for a type without marks."""
        return None


def seeded(seed: Seed) -> Random:
    """Chance that repeats itself: the same for the same seed."""
    return Random(seed)  # noqa: S311  staged answers are no secrets
