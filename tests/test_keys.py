"""The keys of the work page are each listed, each for one thing, and none is a browser's."""

import re

from crunchers.keys import KEYS
from tests.processes import ROOT

LISTED = [key.letter for key in KEYS if key.letter]
# Firefox finds as one types after / and ', and Space scrolls.
BROWSERS = {"/", "'", " "}


def test_no_letter_does_two_things_and_none_is_a_browser_s():
    assert len(set(LISTED)) == len(LISTED)
    assert not BROWSERS.intersection(LISTED)
    assert not any(letter.isdigit() for letter in LISTED)


def test_every_letter_that_is_printed_or_pressed_is_listed():
    pages = [*(ROOT / "templates").rglob("*.html")]
    printed = re.compile(r'<kbd class="letter">([^<{0-9])</kbd>|data-press="(.)"')
    found = {(one or other).lower() for page in pages for one, other in printed.findall(page.read_text())}
    scripts = [*(ROOT / "static" / "js").rglob("*.js")]
    made = re.compile(r'\bbutton\([^\n]*, "([A-Z,.])"\)|name [!=]== "([a-z])"')
    found |= {(one or other).lower() for page in scripts for one, other in made.findall(page.read_text())}
    assert {"s", "f", "z", "a", "b", "j", "p", "t", "?"} <= found | {"?"}
    assert found <= set(LISTED)
