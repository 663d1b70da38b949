"""What is known of crunchers and of kinds of questions, read from rows for the adaptive rule."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from .agreement import Kind, Skill
from .models import Accuracy, Confusion, HeatRequest, QuestionKind
from .request_types import REQUEST_TYPES


def labels_of(heat_request: HeatRequest) -> tuple[str, ...] | None:
    """All labels that answers to a request can amount to; None where they can't be listed."""
    return REQUEST_TYPES[heat_request.type].labels(heat_request.question)


def weighable(heat_request: HeatRequest) -> bool:
    """Whether answers to a request amount to labels, so that they teach and can be weighed."""
    return not list(REQUEST_TYPES[heat_request.type].adaptive_problems(heat_request.question))


def key_of(heat_request: HeatRequest) -> str:
    """What tells the request's kind of question from others: the account, type, instruction and labels."""
    what = [heat_request.account_id, heat_request.type, heat_request.instruction, labels_of(heat_request)]
    return hashlib.sha256(json.dumps(what, ensure_ascii=True).encode()).hexdigest()


def as_kind(heat_request: HeatRequest, row: QuestionKind | None) -> Kind:
    """A request's kind as the rules take it; without a row, one of which nothing is known."""
    labels = labels_of(heat_request)
    return Kind(labels) if row is None else Kind(labels, row.frequencies, row.hard, row.questions)


@dataclass
class Knowledge:
    """What is known now of the kinds of some requests, and of crunchers by their public ids."""

    kinds: dict[str, QuestionKind] = field(default_factory=dict)
    accuracies: dict[tuple[str, str], Accuracy] = field(default_factory=dict)
    rows: dict[tuple[str, str], Confusion] = field(default_factory=dict)

    def kind(self, heat_request: HeatRequest) -> Kind:
        """The kind of a request."""
        return as_kind(heat_request, self.kinds.get(key_of(heat_request)))

    def skill(self, heat_request: HeatRequest, cruncher: str) -> Skill:
        """The skill of a cruncher in what a request asks."""
        accuracy = self.accuracies.get((heat_request.type, cruncher))
        confusion = self.rows.get((key_of(heat_request), cruncher))
        counts = (accuracy.right, accuracy.wrong) if accuracy else (0.0, 0.0)
        return Skill(*counts, confusion.rows if confusion else {})


def of(heat_requests: Iterable[HeatRequest], crunchers: Iterable[str]) -> Knowledge:
    """Read what is known of these crunchers, by public ids, for these requests: three queries for all of them."""
    asked, by = list(heat_requests), set(crunchers)
    kinds = {row.key: row for row in QuestionKind.objects.filter(key__in={key_of(one) for one in asked})}
    if not by:
        return Knowledge(kinds)
    accuracies = Accuracy.objects.filter(cruncher__public_id__in=by, type__in={one.type for one in asked})
    confusions = Confusion.objects.filter(cruncher__public_id__in=by, kind__in=kinds.values())
    return Knowledge(
        kinds,
        {(row.type, row.cruncher.public_id): row for row in accuracies.select_related("cruncher")},
        {(row.kind.key, row.cruncher.public_id): row for row in confusions.select_related("cruncher", "kind")},
    )
