"""The adaptive rule on crowds that are made up: what bench/crowds.py compares at length, in small."""

import random

import pytest

from bench._simulated_crowds import SHAPES, Shape, simulated
from bench.crowds import compared
from requests_app.agreement import Adaptive
from requests_app.replay import player_of, shuffled

SPAMMED = Shape(crunchers=25, labels=3, spammers=0.3, questions=400, answers=7)
RARE = Shape(crunchers=25, common=0.9, accuracy=(8, 2), questions=400, answers=7)


def test_what_it_says_is_so_in_the_long_run():
    crowd = simulated(SPAMMED, random.Random(2))
    results = [one for seed in range(3) for one in shuffled(crowd, player_of(Adaptive(0.9, 1, 7), crowd.labels), seed)]
    said, right = (
        sum(values) / len(results) for values in zip(*((one.said, bool(one.right)) for one in results), strict=True)
    )
    assert abs(said - right) < 0.06


def test_a_rare_label_is_not_forgotten():
    """A model that confirms itself would come to call everything the common one."""
    crowd = simulated(RARE, random.Random(3))
    kept = [one for one in crowd.truth.values() if one != "0"]
    results = shuffled(crowd, player_of(Adaptive(0.9, 1, 7), crowd.labels), 0)
    missed = sum(not one.right for one in results)
    assert missed < len(kept) / 2


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_is_made_the_same_again(name):
    one, other = (simulated(SHAPES[name], random.Random(7)) for _ in range(2))
    assert one == other and len(one.labels) == SHAPES[name].labels


def test_it_needs_a_quarter_fewer_answers_than_majority_and_is_compared_in_pairs():
    report = compared(simulated(SPAMMED, random.Random(4)), 5, range(2))
    assert [one["majority"] for one in report["majority"]] == ["2 of 3", "3 of 5"]
    assert all(one["fewer_percent"] >= 25 for one in report["majority"])
    assert report["against_the_plain_rule"]
    for one in report["against_the_plain_rule"]:
        assert one["difference"] == pytest.approx(one["adaptive"] - one["plain"], abs=2e-4)
