"""The ledger as CSV, made line by line as it is sent."""

from collections.abc import Iterable, Iterator

from requests_app import money
from requests_app.results import table

from .models import LedgerEntry

HEADINGS = ("time", "type", "what", "amount", "currency", "answer")


def lines(entries: Iterable[LedgerEntry]) -> Iterator[str]:
    """The headings, then a line an entry."""
    return table.lines(HEADINGS, (_row(entry) for entry in entries))


def _row(entry: LedgerEntry) -> tuple[str, ...]:
    what = "taken back" if entry.reverses_id else "accepted"
    number = money.decimals(entry.micros)
    return entry.at.isoformat(), entry.type, what, number, entry.currency, str(entry.assignment_id)
