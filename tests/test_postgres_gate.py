"""While PostgreSQL is away, one thread finds out whether it is back; the others are told at once that it is not."""

import pytest
from django.db import OperationalError

from heatsite.postgresql.base import _Gate


def test_while_it_answers_everybody_passes():
    gate = _Gate()
    assert [gate.enter() for _ in range(3)] == [False] * 3
    assert not gate.leave(False, away=False)


def test_that_it_is_away_is_news_once():
    gate = _Gate()
    assert gate.leave(gate.enter(), away=True)
    assert not gate.leave(gate.enter(), away=True)


def test_one_finds_out_and_the_others_are_refused_meanwhile():
    gate = _Gate()
    gate.leave(False, away=True)
    assert gate.enter()
    for _ in range(3):
        with pytest.raises(OperationalError, match="away"):
            gate.enter()
    gate.leave(True, away=True)
    assert gate.enter(), "the next one finds out"
    gate.leave(True, away=False)
    assert [gate.enter() for _ in range(3)] == [False] * 3
