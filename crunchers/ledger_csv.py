"""The ledger as CSV, made line by line as it is sent."""

import csv
from collections.abc import Iterable, Iterator

from . import earnings
from .models import LedgerEntry

HEADINGS = ("time", "type", "what", "amount", "currency", "answer")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """What csv writes to: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; a negative number is none."""
    is_number = cell.removeprefix("-").replace(".", "", 1).isdecimal()
    return f"'{cell}" if cell.startswith(_FORMULA) and not is_number else cell


def lines(entries: Iterable[LedgerEntry]) -> Iterator[str]:
    """The headings, then a line an entry."""
    writer = csv.writer(_Echo())
    yield writer.writerow(HEADINGS)
    for entry in entries:
        what = "taken back" if entry.reverses_id else "accepted"
        number = earnings.decimals(entry.micros)
        cells = (entry.at.isoformat(), entry.type, what, number, entry.currency, str(entry.assignment_id))
        yield writer.writerow([safe(cell) for cell in cells])
