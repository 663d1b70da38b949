"""How far the people who answered a batch agree: Krippendorff's alpha of all its answers, reckoned when asked for.

Nothing is reckoned in the transactions that end requests, nor for listings. Who asks for one batch has it reckoned
from its rows, and the figure is kept on the batch's until more of its requests are complete; of a large batch that
is still being answered it may be some time old.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models.functions import Now

from .agreement import alpha
from .models import Batch, HeatRequest
from .request_types import REQUEST_TYPES, RequestType

# Of a batch with at least so many complete requests, which still has pending ones, alpha may be this old.
LARGE = 500
MAY_BE_OLD = timedelta(seconds=60)
# Comparing two answers takes time as they have marks: so many marks are gone through at most, within and among units.
MOST_MARKS = 20_000
MOST_PAIRS = 2_000


def alpha_of(batch: Batch) -> float | None:
    """Alpha of a batch's answers, to 4 places.

    The units are its complete requests that several people answered; what is the same, or how different, is the
    type's to say. None where fewer than two requests have two answers, where everybody said the same throughout, and
    where those requests are of several types, whose differences do not compare.
    """
    if batch.complete < 2:
        return None
    if batch.alpha_complete == batch.complete or (batch.pending and _is_fresh(batch)):
        return batch.alpha
    batch.alpha = reckoned(batch)
    Batch.objects.filter(pk=batch.pk).update(alpha=batch.alpha, alpha_complete=batch.complete, alpha_at=Now())
    return batch.alpha


def _is_fresh(batch: Batch) -> bool:
    if batch.alpha_complete < LARGE:
        return False
    return Batch.objects.filter(pk=batch.pk, alpha_at__gt=Now() - MAY_BE_OLD).exists()


def _several(batch: Batch) -> Iterator[tuple[str, dict[str, Any], list[Any], Any]]:
    """Type, question, answers and sizes of each complete request that several were asked."""
    rows = HeatRequest.objects.filter(batch=batch, status=HeatRequest.Status.COMPLETE, agreement__isnull=False)
    names = ("type", "given", "filled_in", "raw_responses", "attachment_sizes")
    for type_name, given, filled_in, answers, sizes in rows.order_by().values_list(*names).iterator(chunk_size=500):
        if answers and len(answers) > 1:
            yield type_name, {**given, **filled_in}, list(answers.values()), sizes


def reckoned(batch: Batch) -> float | None:
    """Alpha as the rows have it now; reads every complete request of the batch once."""
    units: list[list[Any]] = []
    types: set[str] = set()
    for type_name, question, answers, sizes in _several(batch):
        types.add(type_name)
        if len(types) > 1:
            return None
        units.append([REQUEST_TYPES[type_name].coded(question, answer, sizes) for answer in answers])
    if not units:
        return None
    value = _alpha(REQUEST_TYPES[types.pop()], units)
    return None if value is None else round(value, 4)


def _alpha(request_type: RequestType, units: list[list[Any]]) -> float | None:
    if request_type.metric == "nominal":
        return alpha.nominal(units)
    if request_type.metric == "interval":
        return alpha.interval(units)
    marks = sum(len(value) for unit in units for value in unit) / sum(map(len, units))
    most_pairs = min(MOST_PAIRS, int(MOST_MARKS / max(1.0, marks)))
    return alpha.by_difference(units, request_type.difference, most_pairs)
