"""Majority: when it is decided, and how many may be asked meanwhile."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from requests_app.agreement import Ending, Majority, centre, largest_group
from requests_app.request_types import REQUEST_TYPES


def apart(*words: str) -> list[dict[int, float]]:
    """Answers that agree when they are the same word."""
    return [
        {other: 0.0 for other, theirs in enumerate(words) if other != own and theirs == mine}
        for own, mine in enumerate(words)
    ]


def on_a_line(*places: float) -> list[dict[int, float]]:
    """Answers that agree when they are at most 1 apart: not transitive."""
    return [
        {other: abs(one - two) for other, two in enumerate(places) if other != own and abs(one - two) <= 1}
        for own, one in enumerate(places)
    ]


def test_it_is_decided_the_moment_enough_agree():
    rule = Majority(2, 3)
    assert rule.decide(apart("a")).ending is None
    assert rule.decide(apart("a", "b")).ending is None
    agreed = rule.decide(apart("a", "b", "a"))
    assert (agreed.ending, agreed.leading, agreed.agreed, agreed.share) == (Ending.AGREED, 0, 2, 0.6667)


def test_it_ends_without_agreement_when_all_were_asked():
    outcome = Majority(2, 3).decide(apart("a", "b", "c"))
    assert (outcome.ending, outcome.open_places, outcome.agreed) == (Ending.WITHOUT, 0, 1)


@pytest.mark.parametrize(
    "words, held, places",
    [("", 0, 3), ("a", 0, 2), ("ab", 0, 2), ("ab", 1, 1), ("ab", 2, 0), ("aab", 0, 1), ("abcd", 0, 1), ("aabb", 1, 0)],
)
def test_no_more_are_asked_at_once_than_can_still_be_needed(words, held, places):
    assert Majority(3, 5).decide(apart(*words), held=held).open_places == places


def test_flags_count_as_people_asked():
    rule = Majority(2, 3)
    assert rule.decide(apart("a"), flags=1).open_places == 1
    assert rule.decide(apart("a", "b"), flags=1).ending == Ending.WITHOUT
    assert rule.decide(apart("a"), flags=2).ending == Ending.FLAGGED
    assert rule.decide([], flags=2).ending == Ending.FLAGGED


def test_it_stops_as_soon_as_agreement_is_out_of_reach_only_if_asked_to():
    assert Majority(3, 4).decide(apart("a", "b")).ending is None
    patient = Majority(3, 4).decide(apart("a", "b", "c"))
    assert (patient.ending, patient.open_places) == (None, 1)
    assert Majority(3, 4, stop_when_impossible=True).decide(apart("a", "b")).ending is None
    assert Majority(3, 4, stop_when_impossible=True).decide(apart("a", "b", "c")).ending == Ending.WITHOUT


def test_an_answer_between_two_others_may_still_bring_them_together():
    rule, far = Majority(3, 3, stop_when_impossible=True), on_a_line(0.0, 1.8)
    assert rule.decide(far).ending == Ending.WITHOUT
    assert rule.decide(far, may_meet=lambda one, other: True).ending is None
    assert rule.decide(on_a_line(0.0, 1.8, 0.9)).ending == Ending.AGREED


def test_the_earliest_of_the_largest_groups_is_the_one():
    assert largest_group(apart("b", "a", "a", "b")) == [0, 3]
    assert largest_group(on_a_line(5, 0, 0.9, 1.8)) == [1, 2, 3]


def test_the_one_that_agrees_with_most_and_is_closest_speaks_for_a_group():
    places = on_a_line(0.0, 0.8, 0.9, 1.7)
    assert largest_group(places) == [0, 1, 2, 3]
    assert centre(places, [0, 1, 2, 3]) == 1
    assert centre(apart("a", "a", "a"), [0, 1, 2]) == 0


@given(st.lists(st.integers(0, 30), min_size=1, max_size=6), st.booleans())
def test_the_centre_is_the_answer_that_the_marks_own_type_would_choose(places, shared):
    request_type = REQUEST_TYPES["annotations"]
    params = {"attachments_type": "image", "annotations_type": "point", "attachments": ["https://example.com/a.png"]}
    sizes = [{"width": 300, "height": 400}]  # 2 % of the diagonal: 10 pixels
    answers = [[{"x": x, "y": 7}] + ([{"x": 200, "y": 300 + x % 3}] if shared else []) for x in places]
    distances = [
        {
            n: distance
            for n, other in enumerate(answers)
            if n != own and (distance := request_type.distance(params, one, other, sizes)) is not None
        }
        for own, one in enumerate(answers)
    ]
    group = largest_group(distances)
    chosen = request_type.choose(params, [answers[n] for n in group], sizes)
    assert answers[centre(distances, group)] == chosen


def brute_reach(words: tuple[str, ...], left: int) -> int:
    """The largest group there can be, by trying each way in which the rest may answer."""
    new = [f"new {n}" for n in range(left)]
    ways = itertools.product([*set(words), *new], repeat=left)
    return max(len(largest_group(apart(*words, *way))) for way in ways)


rules = st.builds(
    lambda needed, more, stop: Majority(needed, needed + more, stop),
    st.integers(1, 4),
    st.integers(0, 2),
    st.booleans(),
)


@settings(max_examples=300, deadline=None)
@given(rules, st.lists(st.sampled_from("abc"), max_size=6), st.integers(0, 3), st.integers(0, 3))
def test_small_cases_are_decided_as_trying_each_way_decides_them(rule, words, flags, held):
    words = tuple(words[: max(0, rule.max_crunchers - flags)])
    largest = max((words.count(word) for word in words), default=0)
    left = rule.max_crunchers - len(words) - flags
    outcome = rule.decide(apart(*words), flags=flags, held=held)
    assert outcome.agreed == largest
    if largest >= rule.min_agreements:
        assert outcome.ending == Ending.AGREED
        assert words[outcome.leading] == max(dict.fromkeys(words), key=words.count)
    elif rule.max_crunchers - flags < rule.min_agreements:
        assert outcome.ending == Ending.FLAGGED
    elif left <= 0 or (rule.stop_when_impossible and brute_reach(words, left) < rule.min_agreements):
        assert outcome.ending == Ending.WITHOUT
    else:
        assert outcome.ending is None
        assert held + outcome.open_places <= max(held, min(left, rule.min_agreements - largest))
        # Somebody is always at it, so that it goes on.
        assert held + outcome.open_places > 0
    if outcome.ending:
        assert outcome.open_places == 0


@given(rules, st.lists(st.sampled_from("ab"), min_size=6, max_size=6), st.data())
def test_it_always_ends_and_never_asks_too_many(rule, answers, data):
    words: list[str] = []
    flags = 0
    while not (outcome := rule.decide(apart(*words), flags=flags)).ending:
        assert len(words) + flags + outcome.open_places <= rule.max_crunchers
        if data.draw(st.booleans()):
            flags += 1
        else:
            words.append(answers[len(words)])
    assert len(words) + flags <= rule.max_crunchers
