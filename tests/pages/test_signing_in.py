"""Signing in and out, and the pages that say no."""

from collections.abc import Callable

import pytest

from .shift import Shift


def test_a_wrong_password_is_said_and_the_name_kept(open_shift: Callable[..., Shift]) -> None:
    shift = open_shift()
    shift.page.context.clear_cookies()
    shift.page.goto(f"{shift.heat.url}/crunch/work/")
    shift.page.get_by_label("Name").fill("somebody")
    shift.page.get_by_label("Password").fill("wrong")
    shift.press("Enter")
    assert "do not belong together" in shift.page.get_by_role("alert").inner_text()
    assert shift.page.get_by_label("Name").input_value() == "somebody"


def test_signing_in_leads_back_to_where_one_wanted_to_go(open_shift: Callable[..., Shift]) -> None:
    shift = open_shift()
    shift.page.context.clear_cookies()
    shift.page.goto(f"{shift.heat.url}/crunch/work/")
    cruncher = shift.heat.demo["cruncher"]
    shift.page.get_by_label("Name").fill(cruncher["username"])
    shift.page.get_by_label("Password").fill(cruncher["password"])
    shift.press("Enter")
    shift.is_in("waiting")


def test_signing_out_ends_the_session(open_shift: Callable[..., Shift]) -> None:
    shift = open_shift()
    shift.page.context.clear_cookies()
    shift.page.goto(f"{shift.heat.url}/crunch/")
    cruncher = shift.heat.demo["cruncher"]
    shift.page.get_by_label("Name").fill(cruncher["username"])
    shift.page.get_by_label("Password").fill(cruncher["password"])
    shift.press("Enter")
    shift.page.get_by_role("button", name="Sign out").click()
    shift.page.get_by_role("heading", name="Sign in").wait_for()
    shift.page.goto(f"{shift.heat.url}/crunch/work/")
    shift.page.get_by_role("heading", name="Sign in").wait_for()


@pytest.mark.parametrize("person", ["manager"])
def test_somebody_who_is_no_cruncher_is_told_so(open_shift: Callable[..., Shift], person: str) -> None:
    shift = open_shift()
    shift.page.context.clear_cookies()
    shift.page.goto(f"{shift.heat.url}/crunch/work/")
    shift.page.get_by_label("Name").fill(shift.heat.demo[person]["username"])
    shift.page.get_by_label("Password").fill(shift.heat.demo[person]["password"])
    shift.press("Enter")
    shift.page.get_by_role("heading", name="You are not signed up").wait_for()
    assert shift.page.get_by_role("link", name="Start").count() == 0
