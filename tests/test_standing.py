"""How a cruncher stands: counted as things happen, read in a few queries, shown to managers and to themselves."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crunchers import assignments, dispatch
from crunchers.standing import SPANS, standing_of
from requests_app import lifecycle, tallies
from requests_app.models import Assignment, GoldJudgement, GoldQuestion, Tally
from tests.making import make_account, make_cruncher, make_request, make_requests

pytestmark = [pytest.mark.django_db, pytest.mark.both]

TODAY = date(2026, 11, 25)  # a Wednesday
MAJORITY = {"min_agreements": 2, "max_crunchers": 3}


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 25, 12, tzinfo=UTC))


def answer(cruncher, said="red", after=0.0):
    held = dispatch.take(cruncher.pk)
    assert held is not None
    assignments.acknowledge(cruncher, held.pk, str(held.token))
    Assignment.objects.filter(pk=held.pk).update(held_at=lifecycle.due_in(-after))
    assignments.submit(cruncher, held.pk, str(held.token), [said], None)


def tally(cruncher, what, n=1, days_ago=0, type="rating"):
    Tally.objects.create(cruncher=cruncher, day=TODAY - timedelta(days=days_ago), type=type, what=what, n=n)


def standing(cruncher, span="4w", for_cruncher=False):
    return standing_of(cruncher, SPANS[span], for_cruncher=for_cruncher)


def test_answers_skips_and_flags_are_counted_with_the_time_they_took():
    account, cruncher = make_account(), make_cruncher()
    make_requests(account, [{"instruction": "x", "choices": ["red", "blue"]}] * 5)
    for seconds in (10, 20, 90):
        answer(cruncher, after=seconds)
    for end in (assignments.skip, lambda *of: assignments.flag(*of, "unclear", "")):
        held = dispatch.take(cruncher.pk)
        end(cruncher, held.pk, str(held.token))
    total = standing(cruncher).total
    assert (total.answered, total.skipped, total.flagged) == (3, 1, 1)
    assert total.median == pytest.approx(20, rel=0.06)


def test_agreement_is_counted_for_each_who_answered_once_it_is_reached():
    one, two, three = make_cruncher(), make_cruncher(), make_cruncher()
    make_request(make_account(), confidence=MAJORITY)
    answer(one, "red")
    answer(two, "blue")
    assert standing(one).total.agreement is None
    answer(three, "red")
    assert [standing(cruncher).total.agreement for cruncher in (one, two, three)] == [1, 0, 1]


def test_without_agreement_nobody_differed():
    crunchers = [make_cruncher() for _ in range(3)]
    make_request(make_account(), confidence=MAJORITY)
    for cruncher, said in zip(crunchers, ("red", "blue", "green"), strict=True):
        answer(cruncher, said)
    assert not Tally.objects.filter(what__in=("agreed", "differed")).exists()


def test_who_was_near_enough_agreed():
    text = {"attachments_type": "text", "attachments": ["x" * 200], "annotations_type": "point"}
    make_request(make_account(), type="annotations", confidence={"min_agreements": 3, "max_crunchers": 4}, **text)
    got = []
    for start in (10, 100, 13, 7):  # within 4 of the 10, not of each other
        cruncher = make_cruncher()
        held = dispatch.take(cruncher.pk)
        assignments.submit(cruncher, held.pk, str(held.token), [{"start": start}], None)
        got.append(cruncher)
    assert [standing(cruncher).total.agreement for cruncher in got] == [1, 0, 1, 1]


def test_figures_are_by_type_the_busiest_first_and_over_time():
    cruncher, other = make_cruncher(), make_cruncher()
    tally(cruncher, "answered", 3, type="rating")
    tally(cruncher, "answered", 5, days_ago=27, type="free-text")
    tally(cruncher, "answered", 7, days_ago=28)
    tally(other, "answered", 11)
    seen = standing(cruncher)
    assert [(one.label, one.answered) for one in seen.by_type] == [("free-text", 5), ("rating", 3)]
    assert (len(seen.over_time), seen.total.answered) == (28, 8)
    assert [(one.label, one.answered) for one in seen.over_time if one.answered] == [("29 Oct", 5), ("25 Nov", 3)]


def test_half_a_year_is_by_week():
    cruncher = make_cruncher()
    for days_ago in (0, 2, 3, 25 * 7 + 2, 25 * 7 + 3):
        tally(cruncher, "answered", 1, days_ago)
    seen = standing(cruncher, "26w")
    assert [(one.label, one.answered) for one in seen.over_time if one.answered] == [
        ("1 Jun", 1),
        ("16 Nov", 1),
        ("23 Nov", 2),
    ]
    assert len(seen.over_time) == 26


def test_accuracy_comes_with_its_interval():
    cruncher = make_cruncher()
    tally(cruncher, "right", 81)
    tally(cruncher, "wrong", 182)
    total = standing(cruncher).total
    assert total.accuracy == pytest.approx(81 / 263)
    assert total.interval == pytest.approx((0.2553, 0.3662), abs=0.0001)


@pytest.mark.parametrize(
    ("durations", "median"), [([], None), ([1], 1), ([10, 20, 30], 20), ([5, 5, 5, 600], 5), ([900], 900)]
)
def test_the_median_is_right_to_five_percent(durations, median):
    steps = [int(tallies.duration(seconds)[1:]) for seconds in durations]
    found = tallies.median({step: steps.count(step) for step in steps})
    assert found == (median if median is None else pytest.approx(median, rel=0.05))


def test_counting_adds_up():
    cruncher = make_cruncher()
    for _ in range(3):
        tallies.count([(cruncher.pk, "rating", "answered"), (cruncher.pk, "rating", "answered")])
    assert Tally.objects.get().n == 6


# The pages -----------------------------------------------------------------------------------------------------------


def page_of(cruncher):
    client = Client()
    client.force_login(cruncher.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_cruncher_sees_nothing_of_todays_gold_questions_and_managers_do():
    """Whoever could look after each answer would know which it was, and tell others."""
    cruncher, heat_request = make_cruncher(), make_request(make_account())
    gold = GoldQuestion.objects.create(heat_request=heat_request, answer=[], created_at=timezone.now())
    for hours, status in ((1, "answered"), (13, "answered")):
        other = make_request(make_account())
        held = Assignment.objects.create(heat_request=other, cruncher=cruncher, status=status)
        at = timezone.now() - timedelta(hours=hours)
        GoldJudgement.objects.create(assignment=held, cruncher=cruncher, gold=gold, right=True, at=at)
        tally(cruncher, "right", 1, days_ago=hours // 12)
    theirs, ours = standing(cruncher, for_cruncher=True), standing(cruncher)
    assert (theirs.total.judged, theirs.judged) == (1, 1)
    assert (ours.total.judged, ours.judged) == (2, 2)


def test_the_page_takes_few_queries_however_much_there_is(django_assert_max_num_queries, manager):
    cruncher = make_cruncher()
    for days_ago in range(0, 180, 3):
        for what in ("answered", "right", "wrong", "agreed", "t30", "t40"):
            tally(cruncher, what, 2, days_ago)
    url = reverse("admin:crunchers_cruncher_standing", args=[cruncher.pk])
    admin = Client()
    admin.force_login(manager, backend="django.contrib.auth.backends.ModelBackend")
    for client, path, most in ((page_of(cruncher), "/crunch/standing/", 7), (admin, url, 6)):
        with django_assert_max_num_queries(most):
            shown = client.get(path, {"span": "26w"}).content.decode()
        assert shown.count("<svg") == 4
        assert len(re.findall("<summary>.*, as a table", shown)) == 4


def test_the_page_of_who_did_nothing_says_so():
    shown = page_of(make_cruncher()).get("/crunch/standing/").content.decode()
    assert "Nothing to show in this time." in shown
    assert "<svg" not in shown


def test_nobody_but_managers_sees_anothers(manager):
    cruncher, other = make_cruncher(), make_cruncher(name="olga")
    url = reverse("admin:crunchers_cruncher_standing", args=[other.pk])
    assert page_of(cruncher).get(url).status_code == 302
    assert "olga" not in page_of(cruncher).get("/crunch/standing/").content.decode()
    assert Client().get("/crunch/standing/").status_code == 302
    client = Client()
    client.force_login(manager, backend="django.contrib.auth.backends.ModelBackend")
    assert "olga" in client.get(url).content.decode()
    assert url in client.get("/admin/crunchers/cruncher/").content.decode()
    assert client.get("/crunch/standing/").status_code == 302


def test_a_manager_who_may_not_see_crunchers_does_not(manager):
    manager.is_superuser = False
    manager.save()
    client = Client()
    client.force_login(manager, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("admin:crunchers_cruncher_standing", args=[make_cruncher().pk])).status_code == 403
