"""Each file that must be refused is, with a clear message, in little memory, and nothing of it stays."""

import pytest

from requests_app.media.formats import Refused
from requests_app.media.taking import check_name

from .apart import take_apart
from .made import REFUSED

MEMORY = 200 * 1024 * 1024  # bytes, of the process that takes and of its largest child together


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_must_be_refused_is_with_a_clear_message_in_little_memory(name, tmp_path):
    make, kind, words = REFUSED[name]
    said, memory, _ = take_apart(make(), kind, tmp_path)
    assert said.startswith("refused: ") and words in said, said
    assert memory < MEMORY


@pytest.mark.parametrize("name", ["../a.png", "..\\a.png", "/etc/passwd", "a\0.png", "a\n.png", "..", "x" * 300])
def test_a_name_that_is_a_path_or_unprintable_is_refused(name):
    with pytest.raises(Refused, match="rename it"):
        check_name(name)


@pytest.mark.parametrize("name", ["", "a.png", "Mein schönes Bild (1).jpg", "图片.png", "a..b.png"])
def test_other_names_are_taken(name):
    check_name(name)
