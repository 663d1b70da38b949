"""What the server answers, as objects. Each keeps the whole answer in `raw`, so that nothing new is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, NotRequired, TypedDict, TypeVar

from .fields import Status

R = TypeVar("R")


class Flag(TypedDict):
    """Why a cruncher says that it can't be done."""

    cruncher: str
    reason: str
    comment: str


class Agreement(TypedDict):
    """How far the crunchers agreed; `probability` with the adaptive strategy."""

    agreed: int
    answers: int
    share: float | None
    probability: NotRequired[float | None]


class Eta(TypedDict):
    """When an answer may come: seconds within which half, and nine of ten, are answered; None where unknown."""

    p50: float | None
    p90: float | None
    ahead: int | None
    crunchers_online: int | None


class Mark(TypedDict, total=False):
    """A mark; which of these it has follows from what was marked. `support` with confidence."""

    x: float
    y: float
    x2: float
    y2: float
    t: float
    t2: float
    start: int
    end: int
    text: str
    width: float
    attachment_index: int
    support: Any


class MarkWithChoices(Mark):
    """A mark, and what was chosen for it."""

    response: list[str]


class MarkWithText(Mark):
    """A mark, and what was written about it."""

    response: str


class MarkWithRating(Mark):
    """A mark, and how it was rated."""

    response: float


class Account(TypedDict):
    """Who calls. `usage` of this month, `quota` (None is without limit), `eta` by type where the server knows."""

    name: str
    usage: dict[str, Any]
    quota: dict[str, Any]
    eta: NotRequired[dict[str, Eta]]


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


@dataclass(frozen=True)
class Request(Generic[R]):
    """A question and what became of it. `response` is None until `status` is complete, and where nobody agreed."""

    id: str
    status: Status
    type: str
    response: R | None
    raw: dict[str, Any]

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Request[R]":
        """From the server's JSON."""
        return cls(body["id"], body["status"], body["type"], body.get("response"), dict(body))

    @property
    def pending(self) -> bool:
        """Whether there may still come an answer."""
        return self.status == "pending"

    @property
    def raw_responses(self) -> dict[str, R]:
        """Each cruncher's own answer, by the cruncher's id, for `exclude_crunchers`."""
        return dict(self.raw.get("raw_responses") or {})

    @property
    def cruncher_feedback(self) -> str | None:
        """Why it was flagged, in lines."""
        return self.raw.get("cruncher_feedback")

    @property
    def flags(self) -> list[Flag]:
        """Why it was flagged, by cruncher."""
        return list(self.raw.get("flags") or [])

    @property
    def abort_reason(self) -> str | None:
        """Why it was aborted, where the server says so: "deadline"."""
        return self.raw.get("abort_reason")

    @property
    def agreement(self) -> Agreement | None:
        """How far the crunchers agreed, of a final request with confidence."""
        return self.raw.get("agreement")

    @property
    def eta(self) -> Eta | None:
        """When an answer may come, of a pending live request."""
        return self.raw.get("eta")

    @property
    def created_at(self) -> datetime | None:
        """When it was asked."""
        return _moment(self.raw.get("created_at"))

    @property
    def completed_at(self) -> datetime | None:
        """When it left `pending`, whatever the end."""
        return _moment(self.raw.get("completed_at"))

    @property
    def batch(self) -> str | None:
        """The id of the batch that it is in."""
        return self.raw.get("batch")

    @property
    def tags(self) -> list[str]:
        """The tags that it was given."""
        return list(self.raw.get("tags") or [])

    @property
    def warnings(self) -> list[Any]:
        """What the server took, and finds odd."""
        return list(self.raw.get("warnings") or [])


@dataclass(frozen=True)
class Batch:
    """A batch and its counts; `tasks` only where they were asked for."""

    id: str
    name: str
    total: int
    pending: int
    complete: int
    flagged: int
    aborted: int
    tasks: list[Request[Any]] | None
    raw: dict[str, Any]

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Batch":
        """From the server's JSON."""
        counts = {name: int(body[name]) for name in ("total", "pending", "complete", "flagged", "aborted")}
        tasks = [Request[Any].of(task) for task in body["tasks"]] if "tasks" in body else None
        return cls(id=body["id"], name=body.get("name") or "", tasks=tasks, raw=dict(body), **counts)


@dataclass(frozen=True)
class Page:
    """One page of a listing, and the cursor of the next one or None."""

    requests: list[Request[Any]]
    next: str | None


@dataclass(frozen=True)
class UploadedFile:
    """A file that can be attached by its URL, for as long as a request uses it, and else until `expires_at`."""

    url: str
    expires_at: datetime | None
    raw: dict[str, Any]

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "UploadedFile":
        """From the server's JSON."""
        return cls(body["url"], _moment(body.get("expires_at")), dict(body))
