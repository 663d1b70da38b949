"""Who is too often wrong on gold questions is paused, and told why; a manager lifts it."""

import pytest
from django.test import Client

from crunchers import ahead, dispatch, quality
from requests_app import lifecycle
from requests_app.models import Assignment, GoldJudgement, HeatRequest
from tests.gold_work import answer, answered, make_gold, only_gold, taken
from tests.making import COLOUR, fresh, make_account, make_cruncher, make_request, make_requests
from tests.managing import act

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def only_gold_where_there_is_any(settings):
    only_gold(settings)


def judged(cruncher, *, right: int, wrong: int) -> None:
    """Answers to gold questions in the past, the wrong ones first."""
    [gold] = make_gold()
    made = make_requests(make_account(), [COLOUR] * (right + wrong))
    for n, row in enumerate(made):
        given = Assignment.objects.create(heat_request=row, cruncher=cruncher, status="answered", gold=True)
        fields = {"assignment": given, "gold_id": gold.pk, "right": n >= wrong}
        GoldJudgement.objects.create(cruncher=cruncher, at=lifecycle.due_in(n - 1000), **fields)
    HeatRequest.objects.filter(pk__in=[gold.pk, *(row.pk for row in made)]).update(status="aborted", open_places=0)
    lifecycle.archive(gold)


@pytest.mark.parametrize(
    ("right", "wrong", "said", "paused"),
    [
        (19, 10, "red", True),  # 20 of 30
        (20, 9, "red", False),  # 21 of 30
        (20, 9, "blue", True),
        (0, 28, "blue", False),  # 29 are not enough
        (0, 29, "red", True),
        (59, 41, "blue", True),  # 59 of the latest 100, the oldest of which was wrong
        (60, 41, "red", False),
    ],
)
def test_who_may_be_below_the_bar_after_enough_of_them_is_paused(right, wrong, said, paused):
    cruncher = make_cruncher()
    judged(cruncher, right=right, wrong=wrong)
    make_gold()
    make_requests(make_account(), [COLOUR] * 2)
    answered(cruncher, said)
    assert fresh(cruncher).standing == ("paused" if paused else "approved")
    assert (dispatch.take(cruncher.pk) is None) is paused


def test_what_is_kept_for_who_is_paused_goes_back_in_line(settings):
    cruncher = make_cruncher()
    judged(cruncher, right=10, wrong=19)
    make_gold()
    [work] = make_requests(make_account(), [COLOUR])
    asked = taken(cruncher)
    settings.HEAT_GOLD_SHARE = 0
    assert ahead.reserve(cruncher).heat_request_id == work.pk
    answer(cruncher, asked, "blue")
    assert (fresh(cruncher).standing, fresh(work).open_places) == ("paused", 1)


def test_the_cruncher_and_the_manager_are_told_plainly_why(client, manager):
    cruncher, theirs = make_cruncher(), Client()
    theirs.force_login(cruncher.user, backend="django.contrib.auth.backends.ModelBackend")
    judged(cruncher, right=10, wrong=19)
    make_gold()
    make_request(make_account())
    held = taken(cruncher)
    path, body = f"/crunch/assignments/{held.pk}/submit/", {"token": str(held.token), "answer": ["blue"], "sizes": None}
    said = theirs.post(path, body, content_type="application/json").json()["next"]
    assert (said["state"], said["why"]) == ("stopped", "paused")
    sentence = "Of your last 30 answers to such, 10 were right"
    assert sentence in said["message"]
    assert sentence in theirs.get("/crunch/").content.decode()
    client.force_login(manager, backend="django.contrib.auth.backends.ModelBackend")
    assert sentence in client.get("/admin/crunchers/cruncher/").content.decode()


def test_a_manager_lifts_the_pause_and_then_only_new_judgements_count(client, manager):
    cruncher = make_cruncher()
    judged(cruncher, right=0, wrong=29)
    make_gold()
    make_request(make_account())
    answered(cruncher, "blue")
    client.force_login(manager, backend="django.contrib.auth.backends.ModelBackend")
    act(client, "approve", cruncher)
    make_gold()
    answered(cruncher, "blue")
    lifted = fresh(cruncher)
    assert (lifted.standing, lifted.standing_reason) == ("approved", "")
    assert quality.judgements_that_count(lifted) == [False]


def test_managers_pause_and_the_task_goes_back(client, manager):
    work, cruncher = make_request(make_account()), make_cruncher()
    held = taken(cruncher)
    client.force_login(manager, backend="django.contrib.auth.backends.ModelBackend")
    act(client, "pause", cruncher)
    assert (fresh(cruncher).standing, fresh(held).status, fresh(work).open_places) == ("paused", "withdrawn", 1)


def test_no_bar_pauses_nobody(settings):
    settings.HEAT_GOLD_BAR = 0
    assert not quality.is_below_the_bar(0, 1000)
