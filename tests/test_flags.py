"""Flags wait for a manager, who upholds or rejects each; that counts in the standing of who flagged."""

import pytest
from django.test import Client

from crunchers import assignments, dispatch, flags
from crunchers.models import Flag
from requests_app.models import Assignment, Tally
from tests.making import fresh, make_account, make_cruncher, make_request
from tests.managing import act, dialog, list_of, page_of, rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.both]

MAJORITY = {"min_agreements": 2, "max_crunchers": 5}


@pytest.fixture
def browser(manager):
    client = Client()
    client.force_login(manager, backend="django.contrib.auth.backends.ModelBackend")
    return client


def flagged(**fields) -> Flag:
    make_request(make_account(), **fields)
    cruncher = make_cruncher()
    held = dispatch.take(cruncher.pk)
    assert held is not None
    assignments.flag(cruncher, held.pk, str(held.token), "unclear", "Which one?")
    return Flag.objects.get(pk=held.pk)


def verdicts(flag: Flag) -> dict[str, int]:
    rows = Tally.objects.filter(cruncher_id=flag.cruncher_id, type=flag.heat_request.type)
    return dict(rows.values_list("what", "n"))


def test_the_list_has_those_that_nobody_has_judged_the_newest_first(browser):
    first, judged, lone = flagged(), flagged(), flagged(confidence=MAJORITY)
    flags.judge([judged.pk], Assignment.Verdict.UPHELD)
    assert fresh(lone.heat_request).status == "pending"
    assert rows_of(browser.get(list_of(Flag))) == [lone, first]
    shown = browser.get(list_of(Flag)).content.decode()
    assert "The instruction is not clear" in shown
    assert "Which one?" in shown


@pytest.mark.parametrize(("action", "verdict"), [("uphold", "upheld"), ("reject", "rejected")])
@pytest.mark.parametrize("how", [act, dialog])
def test_a_manager_judges_a_flag_once_and_it_counts(browser, how, action, verdict):
    flag = flagged()
    if how is act:
        assert f"1 flag was {verdict}." in act(browser, action, flag).content.decode()
    else:
        assert dialog(browser, flag, f"{action}_this")["HX-Redirect"] == page_of(flag)
    assert fresh(flag).flag_verdict == verdict
    assert verdicts(flag) == {"flagged": 1, verdict: 1}
    assert flags.judge([flag.pk], Assignment.Verdict.REJECTED) == 0
    assert verdicts(flag) == {"flagged": 1, verdict: 1}
    assert rows_of(browser.get(list_of(Flag))) == []
    assert verdict.capitalize() in browser.get(page_of(flag)).content.decode()


def test_several_at_once_count_for_each_of_who_flagged():
    several = [flagged() for _ in range(3)]
    assert flags.judge([flag.pk for flag in several], Assignment.Verdict.UPHELD) == 3
    assert [verdicts(flag)["upheld"] for flag in several] == [1, 1, 1]


def test_what_is_no_flag_is_not_judged(browser):
    make_request(make_account())
    held = dispatch.take(make_cruncher().pk)
    assert held is not None
    assert flags.judge([held.pk], Assignment.Verdict.UPHELD) == 0
    assert browser.get(page_of(Flag(pk=held.pk))).status_code == 302


def test_the_list_reads_all_at_once(browser, django_assert_max_num_queries):
    for _ in range(20):
        flagged()
    browser.get(list_of(Flag))
    with django_assert_max_num_queries(6) as queries:
        assert len(rows_of(browser.get(list_of(Flag)))) == 20
    assert not [query["sql"] for query in queries if '"given"' in query["sql"]]
