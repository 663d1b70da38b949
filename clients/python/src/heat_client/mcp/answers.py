"""What the tools give back."""

from typing import Any

from pydantic import BaseModel, Field

from heat_client.objects import Request

from .arguments import WAITED


class Vote(BaseModel):
    """An answer, and how many people gave exactly it."""

    answer: Any
    people: int


class Eta(BaseModel):
    """When an answer may come; seconds, and null where unknown."""

    p50: float | None = Field(None, description="Half of such questions are answered within so many seconds.")
    p90: float | None = Field(None, description="Nine of ten are.")
    ahead: int | None = Field(None, description="So many questions are before it in line.")
    crunchers_online: int | None = Field(None, description="So many people are there to answer.")


class Answer(BaseModel):
    """A question and what became of it."""

    id: str = Field(description="Keep it: get_answer and cancel take it.")
    status: str = Field(description="pending, complete, flagged (people say that it can't be done) or aborted.")
    response: Any = Field(None, description="The answer. Null until complete, and where people did not agree.")
    votes: list[Vote] = Field([], description="What people said one by one, the most frequent first.")
    agreed: int | None = Field(None, description="So many people agree with the response.")
    share: float | None = Field(None, description="The share of them among all who answered.")
    probability: float | None = Field(None, description="That the response is right, where it was reckoned.")
    feedback: str | None = Field(None, description="Why it can't be done, in the people's words.")
    eta: Eta | None = None
    next: str | None = Field(None, description="What to do next.")


class Pending(BaseModel):
    """A question that waits for an answer."""

    id: str
    type: str
    instruction: str
    created_at: str
    eta: Eta | None = None


class PendingList(BaseModel):
    """Questions that wait, the newest first."""

    pending: list[Pending]


class Cancelled(BaseModel):
    """A question that nobody is asked any more."""

    id: str
    status: str


def answer_of(request: Request[Any]) -> Answer:
    """A request as agents see it."""
    agreement = request.agreement
    return Answer(
        id=request.id,
        status=request.status,
        response=request.response,
        votes=_votes(list(request.raw_responses.values())),
        agreed=agreement["agreed"] if agreement else None,
        share=agreement["share"] if agreement else None,
        probability=agreement.get("probability") if agreement else None,
        feedback=request.cruncher_feedback,
        eta=eta_of(request),
        next=_next(request),
    )


def pending_of(request: Request[Any]) -> Pending:
    """A pending request in the list of them."""
    raw = request.raw
    return Pending(
        id=request.id,
        type=request.type,
        instruction=raw["instruction"],
        created_at=raw["created_at"],
        eta=eta_of(request),
    )


def eta_of(request: Request[Any]) -> Eta | None:
    """When an answer may come, if the server says so."""
    return Eta.model_validate(request.eta) if request.eta else None


def progress_of(request: Request[Any]) -> str:
    """A line about a pending request."""
    said = [f"{request.id} is pending"]
    eta = eta_of(request)
    if eta and eta.ahead is not None:
        said.append(f"{eta.ahead} before it")
    if eta and eta.p50 is not None:
        said.append(f"half of such questions are answered within {eta.p50:.0f} s")
    return "; ".join(said)


def _votes(answers: list[Any]) -> list[Vote]:
    """Counted by what is equal as JSON; `True` and `1` never stand in one answer's place."""
    votes: list[Vote] = []
    for answer in answers:
        same = next((vote for vote in votes if vote.answer == answer), None)
        if same is None:
            votes.append(Vote(answer=answer, people=1))
        else:
            same.people += 1
    return sorted(votes, key=lambda vote: -vote.people)


def _next(request: Request[Any]) -> str | None:
    if request.pending:
        return f"People are still asked. Call get_answer with this id and wait_seconds {WAITED:.0f}, now or later."
    if request.status == "complete" and request.response is None:
        return "People did not agree. Make the question clearer, or ask more of them."
    if request.status == "flagged":
        return "Mend what the feedback says, then ask again."
    return None
