"""How a cruncher's day is counted."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from crunchers.models import LedgerEntry
from crunchers.shift import Shift, shift_of
from requests_app import money
from requests_app.days import midnight, month_after, month_before, month_of, today
from requests_app.models import Assignment
from tests.making import make_account, make_cruncher, make_request

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def finished(cruncher, seconds: float | None, status: str = "answered", days_ago: int = 0) -> None:
    ended = midnight(today()) + timedelta(hours=1) - timedelta(days=days_ago)
    held = None if seconds is None else ended - timedelta(seconds=seconds)
    heat_request = make_request(make_account())
    Assignment.objects.create(heat_request=heat_request, cruncher=cruncher, status=status, held_at=held, ended_at=ended)


def test_today_is_what_was_finished_since_midnight(cruncher):
    finished(cruncher, 60), finished(cruncher, 30.5)
    finished(cruncher, 5, status="skipped"), finished(cruncher, 7, status="flagged")
    finished(cruncher, 600, days_ago=1), finished(cruncher, 600, status="expired"), finished(make_cruncher(), 600)
    shift = shift_of(cruncher)
    assert (shift.answers, shift.seconds) == (2, 102.5)


def test_an_answer_that_came_hours_late_counts_no_longer_than_a_task_may_take(cruncher, settings):
    settings.HEAT_TASK_LIMIT = 900
    finished(cruncher, 3600 * 8), finished(cruncher, None)
    assert (shift_of(cruncher).answers, shift_of(cruncher).seconds) == (2, 900)


def test_a_day_without_work_is_no_error(cruncher):
    assert shift_of(cruncher) == Shift(0, 0.0, [])


@pytest.mark.parametrize(
    ("shift", "words"),
    [
        (Shift(0, 0, []), "Today: no answers yet."),
        (Shift(1, 30, []), "Today: 1 answer in less than a minute."),
        (Shift(1200, 7500, ["1.20 EUR", "3.00 USD"]), "Today: 1,200 answers in 2 h 5 min, 1.20 EUR, 3.00 USD."),
    ],
)
def test_the_day_in_words(shift, words):
    assert shift.in_words == words


def test_the_page_of_work_and_home_tell_it(cruncher):
    finished(cruncher, 120)
    LedgerEntry.objects.create(
        cruncher=cruncher, assignment_id=1, type="rating", micros=money.UNIT, currency="USD", at=timezone.now()
    )
    client = Client()
    client.force_login(cruncher.user, backend="django.contrib.auth.backends.ModelBackend")
    said = client.post("/crunch/day/", "{}", content_type="application/json").json()
    assert said == {"text": "Today: 1 answer in 2 min, 1.00 USD."}
    assert "1.00 USD" in client.get("/crunch/").content.decode()


def test_months_follow_each_other_over_a_year_s_end():
    day = today().replace(month=1, day=31)
    assert month_of(day) == day.replace(day=1)
    assert month_before(month_of(day)) == day.replace(year=day.year - 1, month=12, day=1)
    assert month_after(month_of(day)) == day.replace(month=2, day=1)


@pytest.mark.parametrize("path", ["history/", "earnings/", "earnings/earnings.csv", "practice/", "practice/rating/"])
def test_the_pages_are_crunchers_alone(path, manager):
    stranger = Client()
    assert stranger.get(f"/crunch/{path}").url.startswith("/crunch/sign-in/")
    stranger.force_login(manager, backend="django.contrib.auth.backends.ModelBackend")
    assert stranger.get(f"/crunch/{path}").url == "/crunch/"
