"""One measurement of taking.py, on the database that the settings name; milliseconds, as JSON.

Arguments: postgresql or sqlite, how many pending, how many of them everybody has answered, how many of
them (the first too) need a qualification that nobody has, takers, takes of each. Every taker has another, which the
requests behind those need, one of ten.
"""

import json
import os
import statistics
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heatsite.settings")
django.setup()  # before the models are imported

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from crunchers import dispatch  # noqa: E402
from crunchers.models import Cruncher  # noqa: E402
from requests_app import needs  # noqa: E402
from requests_app.models import Assignment, Qualification  # noqa: E402
from tests.making import make_account, make_cruncher  # noqa: E402

QUESTION = '{"instruction": "Which colour?", "choices": ["red", "green", "blue"], "max_answers": 1}'
NUMBERS = {
    "postgresql": "SELECT n, gen_random_uuid() AS id FROM generate_series(1, %s) n",
    "sqlite": "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < %s) "
    "SELECT n, lower(hex(randomblob(16))) AS id FROM s",
}
FILL = """
INSERT INTO requests_app_heatrequest (id, account_id, environment, type, status, given, filled_in, warnings,
    instruction, created_at, abort_reason, rank, open_places, opened_at, lesson_due, needs)
SELECT id, %s, 'live', CASE n %% 3 WHEN 0 THEN 'multiple-choice' WHEN 1 THEN 'free-text' ELSE 'rating' END, 'pending',
    %s, '{{}}', '[]', 'Which colour?', CURRENT_TIMESTAMP, '', n, 2, '2026-01-01 00:00:00+00', FALSE,
    CASE WHEN n <= %s THEN %s WHEN n %% 10 = 0 THEN %s ELSE 0 END FROM ({numbers}) numbers
"""
ANSWERED = """
INSERT INTO requests_app_assignment (heat_request_id, cruncher_id, status, token, reason, comment, ended_at)
SELECT r.id, c.id, 'answered', r.id, '', '', CURRENT_TIMESTAMP
FROM requests_app_heatrequest r CROSS JOIN crunchers_cruncher c WHERE r.rank <= %s
"""


def fill(vendor: str, pending: int, ahead: int, needing: int, takers: int) -> list[Cruncher]:
    """Crunchers, a backlog, and what they have answered of it."""
    account, crunchers = make_account(), [make_cruncher() for _ in range(takers)]
    Qualification.objects.create(name="spanish").crunchers.set(crunchers)
    numbers = needs.numbers([("latin",), ("spanish",)])
    with connection.cursor() as cursor:
        fill_sql = FILL.format(numbers=NUMBERS[vendor])
        cursor.execute(fill_sql, [account.pk, QUESTION, needing, numbers["latin",], numbers["spanish",], pending])
        cursor.execute(ANSWERED, [ahead])
        cursor.execute("VACUUM ANALYZE" if vendor == "postgresql" else "ANALYZE")
    return crunchers


def one_taker(cruncher: Cruncher, takes: int, note: Callable[[float], None]) -> None:
    """Take, and be done with it, so many times."""
    try:
        for _ in range(takes):
            began = time.perf_counter()
            assignment = dispatch.take(cruncher.pk)
            note((time.perf_counter() - began) * 1000)
            assert assignment is not None
            Assignment.objects.filter(pk=assignment.pk).update(status="answered")
    finally:
        connection.close()


def measure(vendor: str, pending: int, ahead: int, needing: int, takers: int, takes: int) -> dict[str, float]:
    """Fill the database, then take."""
    call_command("migrate", verbosity=0)
    crunchers = fill(vendor, pending, ahead, needing, takers)
    times: list[float] = []
    threads = [threading.Thread(target=one_taker, args=(cruncher, takes, times.append)) for cruncher in crunchers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(times) == takers * takes
    ordered = sorted(times)
    return {
        "p50": round(statistics.median(ordered), 1),
        "p99": round(ordered[int(len(ordered) * 0.99)], 1),
        "max": round(ordered[-1], 1),
    }


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], *map(int, sys.argv[2:]))))
