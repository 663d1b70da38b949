"""The ledger as CSV, made line by line as it is sent."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from requests_app.results.table import Line, safe

from . import earnings
from .models import LedgerEntry

HEADINGS = ("time", "type", "what", "amount", "currency", "answer")


def lines(entries: Iterable[LedgerEntry]) -> Iterator[str]:
    """The headings, then a line an entry; no cell is one that a spreadsheet takes for a formula."""
    writer: Any = csv.writer(Line())
    yield writer.writerow(HEADINGS)
    for entry in entries:
        what = "taken back" if entry.reverses_id else "accepted"
        number = earnings.decimals(entry.micros)
        cells = (entry.at.isoformat(), entry.type, what, number, entry.currency, str(entry.assignment_id))
        yield writer.writerow([safe(cell) for cell in cells])
