"""The page of one's standing: read by keys alone, whole on a telephone, and axe finds nothing."""

from .shift import Shift
from .test_accessibility import faults, fits


def test_a_cruncher_looks_up_how_they_stand(shift: Shift, phone: Shift) -> None:
    shift.given("rating", instruction="How warm?")
    shift.page.get_by_role("slider").press("ArrowRight")
    shift.submit()
    shift.is_in("waiting")
    shift.page.goto(f"{shift.heat.url}/crunch/")
    link = shift.page.get_by_role("link", name="Standing")
    link.focus()
    shift.press("Enter")
    shift.page.get_by_role("heading", name="Your standing").wait_for()
    plot = shift.page.locator("figure", has_text="Answers").first
    plot.locator("rect.bar").wait_for()
    plot.locator("summary").focus()
    shift.press("Enter")
    today = plot.get_by_role("row").last
    assert int(today.get_by_role("cell").inner_text()) >= 1
    shift.page.get_by_role("link", name="Half a year").press("Enter")
    shift.page.wait_for_url("**span=26w")
    for seen in (shift, phone):
        seen.page.goto(f"{seen.heat.url}/crunch/standing/")
        for scheme in ("light", "dark"):
            seen.page.emulate_media(color_scheme=scheme)
            assert faults(seen.page) == []
            assert fits(seen.page)
