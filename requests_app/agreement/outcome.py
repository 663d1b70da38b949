"""What a look at the answers so far comes to."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Ending(StrEnum):
    """How the asking ends."""

    AGREED = "agreed"
    WITHOUT = "without"  # without agreement: everybody was asked, or it can't be reached
    FLAGGED = "flagged"  # so many say that it can't be done that agreement can't be reached


@dataclass(frozen=True)
class Outcome:
    """How it ends, None while it is undecided; the answer in the lead, by its number; those that agree with it.

    `open_places`: how many more people may be asked now, on top of those who are at it. `probability` that the
    leading answer is right, None where nothing was reckoned.
    """

    ending: Ending | None
    leading: int | None
    agreed: int
    answers: int
    open_places: int = 0
    probability: float | None = None

    @property
    def share(self) -> float | None:
        """The share of the answers that agree with the leading one, to 4 places; None without answers."""
        return round(self.agreed / self.answers, 4) if self.answers else None

    def shown(self) -> dict[str, Any]:
        """`agreement` as clients see it."""
        shown = {"agreed": self.agreed, "answers": self.answers, "share": self.share}
        return shown if self.probability is None else {**shown, "probability": self.probability}
