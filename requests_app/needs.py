"""Which qualifications a request needs, as one number: what dispatch has an index on.

Requests that ask for the same names share a NeededSet, and 0 stands for none. A cruncher may take what needs a set of
which they have every name.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from .models import HeatRequest, NeededName, NeededSet, Qualification
from .request_types.free_text import folded

# So many sets with open requests are looked at for one cruncher; the others' turn comes when one of these has run dry.
MOST_SETS = 50
MAX_NAME = 64
_CHUNK = 500


def names_of(question: dict[str, Any]) -> tuple[str, ...]:
    """The qualifications that a question asks for: folded, sorted, each once."""
    return tuple(sorted({named(name) for name in question.get("qualifications") or ()}))


def named(name: str) -> str:
    """A qualification's name as it is stored and compared; folding may make it longer than a name may be."""
    return folded(name)[:MAX_NAME]


def unknown(names: Iterable[str]) -> set[str]:
    """Those of the folded names that no manager has made a qualification of."""
    wanted = sorted(set(names))
    known = (Qualification.objects.filter(name__in=chunk).values_list("name", flat=True) for chunk in _chunks(wanted))
    return set(wanted).difference(*known)


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))


def _digest(names: tuple[str, ...]) -> str:
    return hashlib.sha256(json.dumps(names).encode()).hexdigest()


def numbers(wanted: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    """The number of each set of names, as names_of gives them; sets that are new are made.

    Two who make the same one at once meet at its unique digest, always in the same order.
    """
    by_digest = {_digest(names): names for names in wanted if names}
    known = _read(sorted(by_digest))
    missing = [digest for digest in sorted(by_digest) if digest not in known]
    if missing:
        sets = [NeededSet(digest=one, names=by_digest[one], size=len(by_digest[one])) for one in missing]
        NeededSet.objects.bulk_create(sets, ignore_conflicts=True, batch_size=_CHUNK)
        made = _read(missing)
        rows = [NeededName(needed_set_id=made[one], name=name) for one in missing for name in by_digest[one]]
        NeededName.objects.bulk_create(rows, ignore_conflicts=True, batch_size=_CHUNK)
        known |= made
    return {(): 0} | {by_digest[digest]: number for digest, number in known.items()}


def _read(digests: Sequence[str]) -> dict[str, int]:
    rows = (NeededSet.objects.filter(digest__in=chunk).values_list("digest", "pk") for chunk in _chunks(digests))
    return {digest: number for chunk in rows for digest, number in chunk}


def satisfied_by(names: Sequence[str]) -> QuerySet[NeededSet]:
    """The sets of which somebody with these qualifications has every name.

    Found by the names they have, so that sets which nobody satisfies cost nothing, however many there are.
    """
    sets = NeededSet.objects.filter(name_rows__name__in=names).annotate(have=Count("name_rows"))
    return sets.filter(have=F("size"))


def with_work(names: Sequence[str], types: Sequence[str]) -> list[int]:
    """The numbers of those sets for which a request of `types` is open."""
    if not names:
        return []
    waiting = HeatRequest.objects.filter(needs=OuterRef("pk"), status=HeatRequest.Status.PENDING, open_places__gt=0)
    # Type by type: for all of them at once SQLite would rather read the whole table than go along request_open.
    any_open = reduce(or_, (Q(Exists(waiting.filter(type=name))) for name in types))
    return list(satisfied_by(names).filter(any_open).order_by("pk").values_list("pk", flat=True)[:MOST_SETS])
