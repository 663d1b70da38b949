"""What answers earn: by the rates of the day, once, in a ledger that is only ever added to."""

import csv
import io
from datetime import timedelta

import pytest
from django.db.models import ProtectedError
from django.test import Client
from django.utils import timezone

from crunchers import assignments, dispatch, earnings, ledger_csv
from crunchers.models import LedgerEntry, Rate
from requests_app import lifecycle, money, pieces
from requests_app.models import Assignment, HeatRequest
from tests.making import fresh, make_account, make_cruncher, make_request
from tests.managing import list_of, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.both]

CENT = money.UNIT // 100


def today():
    return timezone.now().date()


def rate(cents: float, days_ago: int = 0, type: str = "multiple-choice") -> Rate:
    return Rate.objects.create(type=type, since=today() - timedelta(days=days_ago), micros=int(cents * CENT))


def answered(cruncher, **fields) -> Assignment:
    """An answer that a cruncher has sent."""
    make_request(make_account(), **fields)
    task = dispatch.next_for(cruncher)
    assignments.submit(cruncher, task.pk, str(task.token), ["red"], None)
    return fresh(task)


def sums(cruncher) -> list[int]:
    return list(LedgerEntry.objects.filter(cruncher=cruncher).order_by("pk").values_list("micros", flat=True))


def browser(cruncher) -> Client:
    client = Client()
    client.force_login(cruncher.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_an_answer_earns_the_latest_rate_that_has_begun(cruncher):
    rate(5, days_ago=30), rate(7, days_ago=1), rate(99, days_ago=-1), rate(50, type="rating")
    task = answered(cruncher)
    entry = LedgerEntry.objects.get()
    assert (entry.micros, entry.currency, entry.type) == (7 * CENT, "USD", "multiple-choice")
    assert (entry.cruncher, entry.assignment_id) == (cruncher, task.pk)
    assert abs(entry.at - timezone.now()) < timedelta(minutes=1)


def test_without_a_rate_and_with_one_of_nothing_there_is_no_entry(cruncher):
    answered(cruncher)
    rate(5, days_ago=2), rate(0)
    answered(cruncher)
    assert sums(cruncher) == []


def test_the_same_answer_sent_twice_earns_once(cruncher):
    rate(5)
    task = answered(cruncher)
    assignments.submit(cruncher, task.pk, str(task.token), ["red"], None)
    assert sums(cruncher) == [5 * CENT]


def test_the_entry_stands_and_falls_with_the_answer(cruncher, monkeypatch):
    rate(5)
    monkeypatch.setattr(lifecycle, "add_answer", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        answered(cruncher)
    assert sums(cruncher) == []
    assert Assignment.objects.get().status != "answered"


def test_what_a_rate_becomes_later_changes_nothing_that_was_earned(cruncher, settings):
    kept = rate(5)
    answered(cruncher)
    Rate.objects.filter(pk=kept.pk).update(micros=CENT)
    settings.HEAT_CURRENCY = "EUR"
    answered(cruncher)
    assert earnings.earned_today(cruncher) == ["0.01 EUR", "0.05 USD"]


def test_what_is_taken_back_gets_a_second_entry_once_and_may_be_earned_again(cruncher):
    rate(5)
    task = answered(cruncher)
    earnings.reverse(task.pk)
    earnings.reverse(task.pk)
    assert sums(cruncher) == [5 * CENT, -5 * CENT]
    first, second = LedgerEntry.objects.order_by("pk")
    assert (second.reverses, first.reverses) == (first, None)
    earnings.earn(cruncher, task.pk, "multiple-choice")
    earnings.reverse(task.pk)
    assert sums(cruncher) == [5 * CENT, -5 * CENT] * 2


def test_entries_outlive_their_requests_and_keep_their_cruncher(cruncher):
    rate(5)
    answered(cruncher)
    HeatRequest.objects.all().delete()
    assert sums(cruncher) == [5 * CENT]
    with pytest.raises(ProtectedError):
        cruncher.user.delete()


@pytest.mark.parametrize(
    ("micros", "shown"),
    [(0, "0.00"), (1_250_000, "1.25"), (5, "0.000005"), (-10_000, "-0.01"), (1_234_500_000, "1234.50")],
)
def test_amounts_are_exact_with_two_decimals_at_least(micros, shown):
    assert money.decimals(micros) == shown


def entry(cruncher, micros: int, days_ago: int = 0, currency: str = "USD", **fields) -> LedgerEntry:
    at = timezone.now() - timedelta(days=days_ago)
    fields = {"assignment_id": 1, "type": "rating", **fields}
    return LedgerEntry.objects.create(cruncher=cruncher, micros=micros, currency=currency, at=at, **fields)


def test_the_page_adds_up_days_and_shows_nobody_else_s(cruncher):
    first = entry(cruncher, 40 * CENT)
    entry(cruncher, -40 * CENT, reverses=first), entry(cruncher, 25 * CENT), entry(cruncher, 3 * CENT, currency="EUR")
    entry(make_cruncher(), 77 * CENT)
    page = browser(cruncher).get("/crunch/earnings/")
    [day] = page.context["days"]
    assert (day.day, day.answers, day.amounts) == (today(), 2, ["0.03 EUR", "0.25 USD"])
    assert page.context["total"] == ["0.03 EUR", "0.25 USD"]
    assert "0.77" not in page.content.decode()


def test_an_earlier_month_is_a_page_of_its_own(cruncher):
    entry(cruncher, 40 * CENT, days_ago=40)
    month = f"{today() - timedelta(days=40):%Y-%m}"
    assert browser(cruncher).get("/crunch/earnings/").context["days"] == []
    assert browser(cruncher).get(f"/crunch/earnings/?month={month}").context["total"] == ["0.40 USD"]


@pytest.mark.parametrize("month", ["nonsense", "2026-13", "0001-01", "9999-12", "2026-11-01", "\x00"])
@pytest.mark.parametrize("path", ["/crunch/earnings/", "/crunch/earnings/earnings.csv"])
def test_what_is_no_month_is_not_there(cruncher, path, month):
    assert browser(cruncher).get(path, {"month": month}).status_code == 404


def test_where_nothing_is_paid_nothing_is_said_of_it(cruncher):
    assert b"Earn" not in browser(cruncher).get("/crunch/").content
    rate(5)
    assert b"Earnings" in browser(cruncher).get("/crunch/").content


def rows_of_csv(cruncher) -> list[list[str]]:
    answer = browser(cruncher).get("/crunch/earnings/earnings.csv")
    assert answer.streaming and answer["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))


def test_the_download_has_each_entry_of_one_s_own(cruncher):
    first = entry(cruncher, 40 * CENT, type='=HYPERLINK("http://evil")')
    entry(cruncher, -40 * CENT, reverses=first)
    entry(make_cruncher(), 77 * CENT)
    headings, paid, back = rows_of_csv(cruncher)
    assert headings == list(ledger_csv.HEADINGS)
    assert paid[1:] == ['\'=HYPERLINK("http://evil")', "accepted", "0.40", "USD", "1"]
    assert back[2:4] == ["taken back", "-0.40"]


def test_the_download_is_read_in_pieces_and_bounded(cruncher, monkeypatch):
    at = timezone.now()
    for _ in range(7):
        LedgerEntry.objects.create(
            cruncher=cruncher, micros=CENT, currency="USD", at=at, assignment_id=1, type="rating"
        )
    monkeypatch.setattr(pieces, "CHUNK", 2)
    assert len(rows_of_csv(cruncher)) == 8
    monkeypatch.setattr(earnings, "EXPORTED", 4)
    assert len(rows_of_csv(cruncher)) == 5


def test_a_manager_sets_rates_and_only_looks_at_the_ledger(cruncher, manager):
    client = Client()
    client.force_login(manager, backend="django.contrib.auth.backends.ModelBackend")
    form = {"type": "rating", "since": "2026-01-01", "micros": "0.0125"}
    client.post("/admin/crunchers/rate/add/", form)
    kept = Rate.objects.get()
    assert kept.micros == 12_500
    assert 'value="0.0125"' in client.get(page_of(kept)).content.decode()
    client.post(page_of(kept), form | {"micros": "-1"})
    client.post("/admin/crunchers/rate/add/", form)
    assert [row.micros for row in Rate.objects.all()] == [12_500]
    seen = entry(cruncher, 40 * CENT)
    assert "0.40 USD" in client.get(list_of(LedgerEntry)).content.decode()
    assert client.post(page_of(seen), {"micros": "1"}).status_code == 403
    assert client.post(f"/admin/crunchers/ledgerentry/{seen.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get(list_of(LedgerEntry) + "?q=nonsense").status_code == 200
