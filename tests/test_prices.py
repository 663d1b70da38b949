"""What complete requests cost: by the price of the day, once, each answer that people gave, and nothing else."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.utils import timezone

from crunchers import assignments, dispatch
from crunchers.models import Rate
from heatsite.models import User
from requests_app import lifecycle, money, prices
from requests_app.models import Charge, GoldJudgement, HeatRequest, Price
from tests.gold_work import answered as answered_gold
from tests.gold_work import make_gold, only_gold
from tests.making import fresh, make_account, make_cruncher, make_request
from tests.managing import list_of, page_of, rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.both]

CENT = money.UNIT // 100
TWO_OF_THREE = {"min_agreements": 2, "max_crunchers": 3}


def day(days_ago=0):
    return timezone.now().date() - timedelta(days=days_ago)


def price(cents, days_ago=0, type="multiple-choice", account=None, call=0) -> Price:
    fields = {"type": type, "since": day(days_ago), "account": account}
    return Price.objects.create(**fields, micros=int(cents * CENT), call_micros=int(call * CENT))


def answer(heat_request: HeatRequest, *said) -> HeatRequest:
    """Have people say so, one after the other."""
    for one in said:
        cruncher = make_cruncher()
        task = dispatch.take(cruncher.pk)
        assignments.submit(cruncher, task.pk, str(task.token), one, None)
    return fresh(heat_request)


def costs() -> list[int]:
    return list(Charge.objects.order_by("pk").values_list("micros", flat=True))


def test_a_complete_request_costs_the_latest_price_that_has_begun(account):
    price(5, days_ago=30), price(7, days_ago=1), price(99, days_ago=-1), price(50, type="rating")
    ended = answer(make_request(account), ["red"])
    charge = Charge.objects.get()
    assert (charge.account, charge.heat_request_id, charge.type) == (account, ended.pk, "multiple-choice")
    assert (charge.answers, charge.answer_micros, charge.micros, charge.currency) == (1, 7 * CENT, 7 * CENT, "USD")
    assert (charge.calls, charge.call_micros, charge.at) == (0, 0, ended.completed_at)


def test_an_account_s_own_price_takes_the_place_of_that_for_all_from_its_day_on(account, other_account):
    price(5, days_ago=1), price(3, days_ago=9, account=account), price(2, days_ago=-1, account=account)
    price(1, days_ago=1, account=other_account)
    answer(make_request(account), ["red"])
    answer(make_request(make_account()), ["red"])
    assert costs() == [3 * CENT, 5 * CENT]


def test_without_a_price_and_with_one_of_nothing_nothing_is_charged(account):
    answer(make_request(account), ["red"])
    price(5, days_ago=2), price(0)
    answer(make_request(account), ["red"])
    assert costs() == []


@pytest.mark.parametrize(("said", "answers"), [("red red", 2), ("red blue red", 3), ("red blue green", 3)])
def test_each_answer_of_several_people_counts_agreed_or_not(account, said, answers):
    price(5)
    ended = answer(make_request(account, confidence=TWO_OF_THREE), *([one] for one in said.split()))
    assert (ended.status, ended.answers) == ("complete", answers)
    assert (Charge.objects.get().answers, costs()) == (answers, [answers * 5 * CENT])


def test_phone_calls_cost_extra_each_number_for_each_answer(account):
    price(5, type="free-text", call=30)
    numbers = ["dial:+1212123456", "dial:+44201234567@ww12", "Ask for Ann."]
    answer(make_request(account, type="free-text", attachments=numbers, confidence=TWO_OF_THREE), "42", "42")
    answer(make_request(account, type="free-text", attachments=["No number"]), "42")
    called, wrote = Charge.objects.order_by("pk")
    assert (called.answers, called.calls, called.micros) == (2, 4, 2 * 5 * CENT + 4 * 30 * CENT)
    assert (wrote.calls, wrote.call_micros, wrote.micros) == (0, 0, 5 * CENT)


def test_what_was_aborted_costs_nothing_though_people_had_answered(account):
    price(5)
    heat_request = make_request(account, confidence=TWO_OF_THREE)
    answer(heat_request, ["red"])
    lifecycle.abort(heat_request.pk)
    assert costs() == []


def test_what_was_flagged_costs_nothing(account):
    price(5)
    heat_request, cruncher = make_request(account), make_cruncher()
    task = dispatch.take(cruncher.pk)
    assignments.flag(cruncher, task.pk, str(task.token), "unclear", "")
    assert (fresh(heat_request).status, costs()) == ("flagged", [])


@pytest.mark.parametrize("staging", [{}, {"staging": {"status": "complete", "after": 0.001}}])
def test_staging_costs_nothing_at_once_or_later(account, staging):
    price(5)
    heat_request = make_request(account, environment="staging", **staging)
    HeatRequest.objects.filter(due_at__isnull=False).update(due_at=timezone.now() - timedelta(seconds=1))
    lifecycle.end_due()
    ended = fresh(heat_request)
    assert (ended.status, ended.answers, costs()) == ("complete", 1, [])


def test_gold_is_never_charged_neither_when_it_is_made_nor_when_it_is_answered(account, cruncher, settings):
    price(5)
    only_gold(settings)
    make_gold(account=account)
    make_request(account)  # there is work, in which gold is mixed
    answered_gold(cruncher)
    assert (GoldJudgement.objects.count(), costs()) == (1, [])


def test_the_charge_stands_and_falls_with_the_ending(account, monkeypatch):
    price(5)
    heat_request = make_request(account)
    monkeypatch.setattr(lifecycle.deliveries, "owe_requests", lambda rows: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        answer(heat_request, ["red"])
    assert (fresh(heat_request).status, costs()) == ("pending", [])


def test_a_request_is_charged_once(account):
    price(5)
    ended = answer(make_request(account), ["red"])
    with pytest.raises(IntegrityError), transaction.atomic():
        prices.charge([ended])
    assert costs() == [5 * CENT]


def test_later_prices_and_another_currency_change_nothing_that_was_charged(account, settings):
    kept = price(5)
    answer(make_request(account), ["red"])
    Price.objects.filter(pk=kept.pk).update(micros=CENT)
    settings.HEAT_CURRENCY = "EUR"
    answer(make_request(account), ["red"])
    assert list(Charge.objects.order_by("pk").values_list("micros", "currency")) == [(5 * CENT, "USD"), (CENT, "EUR")]


def test_charges_outlive_their_requests_and_keep_their_account(account):
    price(5)
    answer(make_request(account), ["red"])
    HeatRequest.objects.all().delete()
    assert costs() == [5 * CENT]
    with pytest.raises(ProtectedError):
        account.delete()


def test_an_ending_asks_for_one_price_and_adds_one_row(account, django_assert_num_queries):
    price(5)
    ended = fresh(make_request(account))
    ended.completed_at, ended.answers = timezone.now(), 1
    with django_assert_num_queries(2):
        prices.charge([ended])


def test_there_are_not_two_prices_for_one_day(account):
    price(5), price(5, account=account)
    for whose in (None, account):
        with pytest.raises(IntegrityError), transaction.atomic():
            price(6, account=whose)


def test_the_price_list_is_what_each_type_costs_an_account_today(account, other_account):
    price(5), price(6, days_ago=3), price(4, days_ago=9, account=account), price(9, type="rating", days_ago=-1)
    price(8, type="free-text"), price(1, type="free-text", account=other_account)
    assert [(one.type, one.micros // CENT) for one in prices.price_list(account, day())] == [
        ("free-text", 8),
        ("multiple-choice", 4),
    ]


@pytest.fixture
def browser(manager):
    client = Client()
    client.force_login(manager, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_manager_sets_prices(browser, account):
    form = {"type": "rating", "account": "", "since": "2026-01-01", "micros": "0.0125", "call_micros": "0"}
    browser.post("/admin/requests_app/price/add/", form)
    browser.post("/admin/requests_app/price/add/", {**form, "account": account.pk, "call_micros": "0.3"})
    for_all, own = Price.objects.order_by("pk")
    assert (for_all.micros, for_all.call_micros, for_all.account) == (12_500, 0, None)
    assert (own.call_micros, own.account) == (300_000, account)
    assert 'value="0.0125"' in browser.get(page_of(own)).content.decode()
    browser.post(page_of(own), {**form, "account": account.pk, "micros": "-1"})
    browser.post("/admin/requests_app/price/add/", form)  # a second one for the day
    assert [row.micros for row in Price.objects.all()] == [12_500, 12_500]
    assert rows_of(browser.get(list_of(Price), {"q": account.name[:5]})) == [own]


def test_who_may_only_look_at_prices_and_rates_reads_amounts(account):
    clerk = User.objects.create_user("clerk", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["view_price", "view_rate"]))
    client = Client()
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    for row in (price(5), Rate.objects.create(type="rating", since=day(), micros=5 * CENT)):
        page = client.get(page_of(row)).content.decode()
        assert "0.05 USD" in page and "50000" not in page


def test_a_manager_only_looks_at_charges_finds_them_and_sees_what_an_account_s_come_to(browser, account):
    price(5)
    ended = answer(make_request(account), ["red"])
    for _ in range(2):
        answer(make_request(make_account()), ["red"])
    charge = Charge.objects.get(account=account)
    assert "come to" in browser.get(list_of(Charge)).content.decode()
    chosen = browser.get(list_of(Charge), {"account__id__exact": account.pk, "type": "multiple-choice"})
    assert rows_of(chosen) == [charge]
    assert "<strong>0.05 USD</strong> for 1 request<" in chosen.content.decode()
    assert rows_of(browser.get(list_of(Charge), {"q": str(ended.pk)})) == [charge]
    assert rows_of(browser.get(list_of(Charge), {"q": "nonsense"})) == []
    assert len(rows_of(browser.get(list_of(Charge), {"at__gte": f"{day()} 00:00:00+00:00"}))) == 3
    assert browser.post(page_of(charge), {"micros": "1"}).status_code == 403
    assert browser.post(f"/admin/requests_app/charge/{charge.pk}/delete/", {"post": "yes"}).status_code == 403
