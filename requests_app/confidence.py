"""Confidence: the answers of several people to one request, read from rows and weighed by agreement.

Comparing may take long, and nothing else waits for it: a new answer is compared with those before it once, outside
every lock, and the result is kept on its row. Under the lock it is compared only with answers that came meanwhile.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from . import knowledge
from .agreement import Adaptive, Apart, Ending, Majority, Outcome
from .knowledge import Knowledge
from .models import Assignment, HeatRequest
from .request_types import REQUEST_TYPES

Status = Assignment.Status
Id = tuple[int, datetime | None]  # of an answer: its assignment, and when it was sent; None for one that is new


@dataclass(frozen=True)
class Answer:
    """One cruncher's answer; `agrees_with`: earlier answers by their assignments, and how far they are from it."""

    assignment: int
    cruncher: str
    agrees_with: dict[int, float]
    value: Any = None
    sizes: Any = None
    at: datetime | None = None  # one that was taken back and sent anew is another


@dataclass(frozen=True)
class Weighed:
    """A new answer, compared before the lock with those that `compared` names as _ids does.

    If it then seemed to complete the request, `response` is what clients would see, made of the answers of
    `made_of`, that of the assignment `leading` being in the lead.
    """

    answer: Answer
    compared: frozenset[Id] = frozenset()
    response: Any = None
    made_of: frozenset[Id] = frozenset()
    leading: int | None = None


def rule_of(heat_request: HeatRequest) -> Majority | Adaptive | None:
    """The rule that the answers are decided by; None where one answer is the response."""
    return _rule(heat_request.question)


def _rule(question: dict[str, Any]) -> Majority | Adaptive | None:
    asked = question.get("confidence")
    if not asked:
        return None
    if asked["strategy"] == "adaptive":
        return Adaptive.asked(asked)
    return Majority(asked["min_agreements"], asked["max_crunchers"], asked["stop_when_impossible"])


def first_places(heat_requests: list[HeatRequest]) -> list[int]:
    """How many people may be asked at once to each of these when nobody has been yet."""
    adaptive = [one for one in heat_requests if isinstance(rule_of(one), Adaptive)]
    known = knowledge.of(adaptive, []) if adaptive else None
    return [_first(heat_request, known) for heat_request in heat_requests]


def _first(heat_request: HeatRequest, known: Knowledge | None) -> int:
    if not REQUEST_TYPES[heat_request.type].answered_by_people:
        return 0
    return 1 if rule_of(heat_request) is None else decide(heat_request, [], known=known).open_places


def answers_of(heat_request_ids: Iterable[UUID]) -> dict[UUID, list[Answer]]:
    """The answers to each of the requests, in the order in which they came; nothing for those without any."""
    rows = Assignment.objects.filter(heat_request__in=heat_request_ids, status=Status.ANSWERED)
    names = ("heat_request_id", "pk", "cruncher__public_id", "agrees_with", "answer", "sizes", "ended_at")
    found: dict[UUID, list[Answer]] = {}
    for of, pk, cruncher, agrees_with, value, sizes, at in rows.order_by("ended_at", "pk").values_list(*names):
        near = {int(other): distance for other, distance in (agrees_with or {}).items()}
        found.setdefault(of, []).append(Answer(pk, cruncher, near, value, sizes, at))
    return found


def weigh(heat_request: HeatRequest, assignment_id: int, cruncher: str, value: Any, sizes: Any) -> Weighed:
    """Compare a clean answer with those that are there. It may take long: not to be done under a lock."""
    mine = Answer(assignment_id, cruncher, {}, value, sizes)
    if not isinstance(rule_of(heat_request), Majority):
        return Weighed(mine)
    earlier = answers_of([heat_request.pk]).get(heat_request.pk, [])
    answers = [*earlier, _compared(heat_request, mine, earlier)]
    weighed = Weighed(answers[-1], _ids(earlier))
    outcome = decide(heat_request, answers)
    if outcome.ending != Ending.AGREED:
        return weighed
    leading = answers[outcome.leading or 0]
    response = _response(heat_request, answers, leading)
    return replace(weighed, response=response, made_of=_ids(answers), leading=leading.assignment)


def caught_up(heat_request: HeatRequest, weighed: Weighed) -> list[Answer]:
    """All answers, the weighed one the last, compared with those that came since. Under the request's lock."""
    rule = rule_of(heat_request)
    if rule is None:
        return [weighed.answer]
    earlier = answers_of([heat_request.pk]).get(heat_request.pk, [])
    if isinstance(rule, Adaptive):
        return [*earlier, weighed.answer]
    newer = [answer for answer in earlier if (answer.assignment, answer.at) not in weighed.compared]
    still = {answer.assignment for answer in earlier} - {answer.assignment for answer in newer}
    near = {other: distance for other, distance in weighed.answer.agrees_with.items() if other in still}
    return [*earlier, _compared(heat_request, replace(weighed.answer, agrees_with=near), newer)]


def forget(heat_request: HeatRequest, assignment_id: int) -> None:
    """An answer was taken back: those that came after it no longer agree with it. Under the request's lock."""
    for later in Assignment.objects.filter(heat_request=heat_request, status=Status.ANSWERED):
        if (later.agrees_with or {}).pop(str(assignment_id), None) is not None:
            later.save(update_fields=["agrees_with"])


def _ids(answers: Iterable[Answer]) -> frozenset[Id]:
    return frozenset((answer.assignment, answer.at) for answer in answers)


def _compared(heat_request: HeatRequest, mine: Answer, others: list[Answer]) -> Answer:
    request_type, question = REQUEST_TYPES[heat_request.type], heat_request.question
    near = dict(mine.agrees_with)
    for other in others:
        distance = request_type.distance(question, other.value, mine.value, known_sizes([other, mine]))
        if distance is not None:
            near[other.assignment] = distance
    return replace(mine, agrees_with=near)


def known_sizes(answers: Iterable[Answer]) -> Any:
    """What is known of each attachment's size, by the earliest word on it; None where nothing is."""
    known: list[Any] | None = None
    for answer in answers:
        if answer.sizes is not None:
            known = [one or other for one, other in zip(known or answer.sizes, answer.sizes, strict=True)]
    return known


def _apart(answers: list[Answer]) -> Apart:
    number_of = {answer.assignment: number for number, answer in enumerate(answers)}
    apart: list[dict[int, float]] = [{} for _ in answers]
    for number, answer in enumerate(answers):
        for assignment, distance in answer.agrees_with.items():
            other = number_of[assignment]
            apart[number][other] = apart[other][number] = distance
    return apart


def decide(
    heat_request: HeatRequest, answers: list[Answer], flags: int = 0, held: int = 0, known: Knowledge | None = None
) -> Outcome:
    """What the answers come to, `flags` people having flagged a request with confidence and `held` being at it.

    Adaptively by what is `known`; where it is not given, by what is known at this moment.
    """
    rule, request_type, question = rule_of(heat_request), REQUEST_TYPES[heat_request.type], heat_request.question
    assert rule is not None
    if isinstance(rule, Adaptive):
        known = known or knowledge.of([heat_request], [answer.cruncher for answer in answers])
        given = [
            (known.skill(heat_request, answer.cruncher), request_type.label(question, answer.value))
            for answer in answers
        ]
        return rule.decide(known.kind(heat_request), given, flags=flags, held=held)

    def may_meet(one: int, other: int) -> bool:
        return request_type.may_meet(question, answers[one].value, answers[other].value)

    return rule.decide(_apart(answers), flags=flags, held=held, may_meet=may_meet)


def decide_now(heat_request: HeatRequest, answers: list[Answer]) -> Outcome:
    """What the answers come to by the rows as they are. Under the request's lock."""
    statuses = Counter(Assignment.objects.filter(heat_request=heat_request).values_list("status", flat=True))
    held = sum(statuses[status] for status in Assignment.LIVE)
    return decide(heat_request, answers, flags=statuses[Status.FLAGGED], held=held)


def _response(heat_request: HeatRequest, answers: list[Answer], leading: Answer) -> Any:
    request_type, values = REQUEST_TYPES[heat_request.type], [answer.value for answer in answers]
    return request_type.supported(heat_request.question, leading.value, values, known_sizes(answers))


def completion(
    heat_request: HeatRequest, answers: list[Answer], outcome: Outcome, weighed: Weighed | None = None
) -> dict[str, Any]:
    """The fields of a request that completes, agreed or without agreement."""
    fields: dict[str, Any] = {
        "response": None,
        "raw_responses": {answer.cruncher: answer.value for answer in answers},
        "agreement": outcome.shown(),
        "attachment_sizes": known_sizes(answers),
        "lesson_due": knowledge.weighable(heat_request),
    }
    if outcome.ending == Ending.AGREED:
        leading = answers[outcome.leading or 0]
        prepared = weighed and (weighed.made_of, weighed.leading) == (_ids(answers), leading.assignment)
        fields["attachment_sizes"] = known_sizes([leading, *answers])
        fields["response"] = weighed.response if weighed and prepared else _response(heat_request, answers, leading)
    return fields


def interrupted(heat_requests: list[HeatRequest]) -> None:
    """Set `agreement`, as far as it came, on requests with confidence that end without completing. Saves nothing."""
    several = [heat_request for heat_request in heat_requests if rule_of(heat_request)]
    if not several:
        return
    answers = answers_of([heat_request.pk for heat_request in several])
    adaptive = [heat_request for heat_request in several if isinstance(rule_of(heat_request), Adaptive)]
    crunchers = {answer.cruncher for heat_request in adaptive for answer in answers.get(heat_request.pk, ())}
    known = knowledge.of(adaptive, crunchers) if adaptive else None
    for heat_request in several:
        heat_request.agreement = decide(heat_request, answers.get(heat_request.pk, []), known=known).shown()
