"""Runs that were made in pieces add up, and docs/chaos.md names thirteen cases and tests that are there."""

import json
import re

import pytest

from . import __main__, report
from .runs import RUNS


def piece(**figures):
    return {"name": "kills", "date": "2026-11-25", "seed": 1, "times": 20, "wrong": [], "seconds": 60, **figures}


def test_pieces_add_up():
    total = report.added_up([piece(requests=10, **{"longest wait s": 3}), piece(requests=5, **{"longest wait s": 9})])
    assert (total["times"], total["requests"], total["longest wait s"], total["wrong"]) == (40, 15, 9, [])


def test_what_was_wrong_in_one_piece_is_wrong_in_all():
    assert report.added_up([piece(), piece(wrong=["lost"])])["wrong"] == ["lost"]


def test_the_page_keeps_its_text_and_has_a_row_for_every_run(tmp_path):
    page = tmp_path / "chaos.md"
    page.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
    report.write(page, [piece(), piece(date="2026-11-26", wrong=["lost"])])
    text = page.read_text()
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "old" not in text
    rows = [line for line in text.splitlines() if line.startswith("| ")][2:]
    assert len(rows) == len(RUNS)
    assert rows[0].split(" | ")[1:4] == ["500", "40", "1"]
    assert rows[0].endswith("2026-11-26 |")


def test_what_is_kept_is_read_again(tmp_path):
    path = tmp_path / "chaos.jsonl"
    assert report.kept(path) == []
    report.keep(piece(), path)
    report.keep(piece(times=3), path)
    assert [run["times"] for run in report.kept(path)] == [20, 3]
    assert all(json.loads(line) for line in path.read_text().splitlines())


@pytest.mark.parametrize("wrong, code", [([], 0), (["lost"], 1)])
def test_the_command_fails_when_a_promise_was_broken(monkeypatch, capsys, wrong, code):
    monkeypatch.setitem(RUNS, "kills", (lambda times, seed: {"times": times, "wrong": wrong}, 500, "kills"))
    monkeypatch.setattr("sys.argv", ["chaos", "kills", "--times", "2", "--dry"])
    assert __main__.main() == code
    assert "'times': 2" in capsys.readouterr().out


def test_the_page_is_what_the_kept_runs_say_and_its_cases_are_tested():
    page = report.PAGE.read_text()
    assert report.table(report.kept()) in page
    assert [int(number) for number in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)] == list(range(1, 14))
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page)
    assert len(named) >= 13
    for path, test in named:
        assert f"def {test}(" in (report.DOCS.parent / path).read_text()
