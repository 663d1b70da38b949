"""What may be given with a question, for type checkers and editors."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Required, TypedDict

MediaType = Literal["text", "image", "video", "audio", "website"]
Status = Literal["pending", "complete", "flagged", "aborted"]


class Majority(TypedDict, total=False):
    """Ask several people, until `min_agreements` of at most `max_crunchers` agree."""

    strategy: Literal["majority"]
    min_agreements: Required[int]
    max_crunchers: Required[int]
    stop_when_impossible: bool


class Adaptive(TypedDict, total=False):
    """Ask as many people as it takes for the answer to be right with a probability of `target`."""

    strategy: Required[Literal["adaptive"]]
    target: float
    min_crunchers: int
    max_crunchers: int


Confidence = Majority | Adaptive


class Staging(TypedDict, total=False):
    """With a test key: another course than being answered at once."""

    status: Status
    after: float
    response: Any
    agree: bool


class Gold(TypedDict, total=False):
    """The answer that is known to be right, for accounts that may."""

    answer: Required[Any]
    tolerance: float


class Options(TypedDict, total=False):
    """What every question takes.

    `block`: seconds that the call itself may be held. `wait`: True waits until it is over, a number so many seconds
    and then raises StillPending. `idempotency_key`: one of your own, to get the same request from another process.
    """

    attachments_type: MediaType
    attachments: Sequence[str]
    hook_url: str
    exclude_crunchers: Sequence[str]
    confidence: Confidence
    tags: Sequence[str]
    metadata: Mapping[str, str]
    staging: Staging
    gold: Gold
    qualifications: Sequence[str]
    deadline: float
    block: float
    wait: bool | float
    idempotency_key: str


class MultipleChoice(Options, total=False):
    """`min_answers` 0 lets a person choose none, `max_answers` 0 any number."""

    choices_type: MediaType
    min_answers: int
    max_answers: int


class FreeText(Options, total=False):
    """`validation` lets only numbers, or only web addresses, be answered."""

    validation: Literal["number", "url"]


class Rating(Options, total=False):
    """A scale; 0 to 100 in steps of 1 unless said otherwise."""

    rating_min: float
    rating_max: float
    rating_step: float
    label_min: str
    label_max: str


class Annotations(Options, total=False):
    """Points (or rectangles) to be marked on attachments."""

    annotations_type: Literal["point", "rectangle"]
    min_annotations: int
    max_annotations: int


class PerMultipleChoice(TypedDict, total=False):
    """A choice about each mark."""

    instruction: Required[str]
    choices: Required[Sequence[str]]
    choices_type: MediaType
    min_answers: int
    max_answers: int


class PerFreeText(TypedDict, total=False):
    """A text about each mark."""

    instruction: Required[str]
    validation: Literal["number", "url"]


class PerRating(TypedDict, total=False):
    """A rating of each mark."""

    instruction: Required[str]
    rating_min: float
    rating_max: float
    rating_step: float
    label_min: str
    label_max: str


class Filters(TypedDict, total=False):
    """Which requests to list; times as RFC 3339 has them."""

    status: Status
    type: str
    tag: str
    batch: str
    archived: bool
    created_after: str
    created_before: str
    completed_after: str
