"""One measurement of usage.py, on the database that the settings name; milliseconds, as JSON.

Arguments: how many requests in 90 days, how many rounds.
"""

import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heatsite.settings")
django.setup()  # before the models are imported

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from crunchers import assignments, dispatch  # noqa: E402
from requests_app.days import today  # noqa: E402
from requests_app.models import Account, Charge, HeatRequest, Price  # noqa: E402
from requests_app.usage import Scope, lines_of, usage_of  # noqa: E402
from tests.making import make_account, make_cruncher, make_request  # noqa: E402

QUESTION = {"instruction": "Which colour? " * 20, "choices": ["red", "green", "blue"], "metadata": {"note": "n" * 400}}
TYPES = ("multiple-choice", "free-text", "rating", "annotations")
DAYS = 90
PIECE = 2000


def fill(account: Account, count: int) -> None:
    """Requests of every day, nine of ten complete and charged; another account's among them."""
    dice, other, began = random.Random(8), make_account(), timezone.now()
    for start in range(0, count, PIECE):
        rows = [_row(dice, account, began, n / count) for n in range(start, min(start + PIECE, count))]
        HeatRequest.objects.bulk_create(rows)
        Charge.objects.bulk_create([_charge(row) for row in rows if row.status == "complete"])
        HeatRequest.objects.bulk_create([_row(dice, other, began, start / count) for _ in range(200)])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _row(dice: random.Random, account: Account, began: Any, place: float) -> HeatRequest:
    created = began - timedelta(days=DAYS * (1 - place) - 0.001)
    status = dice.choices(("complete", "aborted", "flagged", "pending"), (90, 5, 3, 2))[0]
    row = HeatRequest(
        id=UUID(int=dice.getrandbits(128)),
        account=account,
        environment="live",
        type=dice.choice(TYPES),
        status=status,
        given=QUESTION,
        instruction=QUESTION["instruction"],
        created_at=created,
    )
    if status != "pending":
        row.completed_at = created + timedelta(seconds=dice.lognormvariate(3.5, 1))
    if status == "complete":
        row.answers, row.share = dice.choice(((1, None), (3, 0.6667), (2, 1.0)))
    return row


def _charge(row: HeatRequest) -> Charge:
    return Charge(
        account_id=row.account_id,
        heat_request_id=row.pk,
        type=row.type,
        answers=row.answers,
        answer_micros=50_000,
        micros=50_000 * row.answers,
        currency="USD",
        at=row.completed_at,
    )


def lasting(rounds: int, what: Callable[[], Any]) -> float:
    """The median in milliseconds; the first round is not counted."""
    took = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        what()
        took.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(took[1:]), 1)


def ending(rounds: int) -> float:
    """The median milliseconds of submitting the answer that ends a request."""
    account, cruncher, took = make_account(), make_cruncher(), []
    for _ in range(rounds):
        make_request(account)
        task = dispatch.take(cruncher.pk)
        assert task is not None
        began = time.perf_counter()
        assignments.submit(cruncher, task.pk, str(task.token), ["red"], None)
        took.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(took[rounds // 5 :]), 2)


def main() -> None:
    count, rounds = int(sys.argv[1]), int(sys.argv[2])
    call_command("migrate", verbosity=0)
    free = ending(rounds * 30)
    Price.objects.create(type="multiple-choice", since=today(), micros=50_000)
    priced = ending(rounds * 30)
    account = make_account()
    fill(account, count)
    whole = Scope(account, today() - timedelta(days=DAYS - 1), today(), "live")
    week = whole._replace(first=today() - timedelta(days=6))
    print(
        json.dumps(
            {
                "page_90_days": lasting(rounds, lambda: usage_of(whole)),
                "page_7_days": lasting(rounds, lambda: usage_of(week)),
                "csv_90_days": lasting(rounds, lambda: list(lines_of(whole))),
                "ending_without_price": free,
                "ending_with_price": priced,
            }
        )
    )


main()
