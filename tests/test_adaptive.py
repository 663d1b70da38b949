"""What is known of a crowd, and the adaptive rule, in figures reckoned by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.agreement import Adaptive, Ending, Kind, Skill, by_accuracy, judged, known, learnt, lessons
from requests_app.agreement.crowd import Lesson

NEW = Skill()  # accuracy 2 / 3
EASY = Kind(("yes", "no"), {}, hard=0, questions=1e9)  # as good as never hard
TWO = Kind(("yes", "no"))
GOOD = Skill(right=97)  # accuracy 0.99


def test_one_answer_is_as_probable_as_its_giver_is_accurate():
    """Zheng et al. 2017, worker probability: P(yes | yes) = p for two labels alike; p = 2/3 is Beta(2, 1)'s mean."""
    assert by_accuracy(EASY, [(NEW, "yes")]).of("yes") == pytest.approx(2 / 3)
    assert by_accuracy(EASY, [(Skill(right=2), "yes")]).of("yes") == pytest.approx(4 / 5)


def test_answers_multiply_as_bayes_has_it():
    """Odds multiply: (2/3 : 1/3) twice is 4 : 1; against each other they leave 1 : 1."""
    assert by_accuracy(EASY, [(NEW, "yes"), (NEW, "yes")]).of("yes") == pytest.approx(4 / 5)
    assert by_accuracy(EASY, [(NEW, "yes"), (NEW, "no")]).of("yes") == pytest.approx(1 / 2)
    three = Kind(("a", "b", "c"), {}, 0, 1e9)
    # 2/3 · 1/6 for a and b each, 1/6 · 1/6 for c: 4 : 4 : 1.
    verdict = by_accuracy(three, [(NEW, "a"), (NEW, "b")])
    assert [verdict.of(label) for label in "abc"] == pytest.approx([4 / 9, 4 / 9, 1 / 9])


def test_a_question_may_be_hard_and_then_its_answers_say_nothing():
    """Two of twenty are hard to begin with: P(yes | yes) = 0.9 · 2/3 + 0.1 · 1/2."""
    verdict = by_accuracy(TWO, [(NEW, "yes")])
    assert verdict.of("yes") == pytest.approx(0.9 * 2 / 3 + 0.1 / 2)
    assert sum(verdict.hard.values()) == pytest.approx(0.1)
    # Two against each other: 0.9 · (2/3 · 1/3) to 0.1 · 1/4, for either label.
    split = by_accuracy(TWO, [(NEW, "yes"), (NEW, "no")])
    assert sum(split.hard.values()) == pytest.approx(0.1 / 4 / (0.1 / 4 + 0.9 * 2 / 9))


def test_of_open_questions_the_labels_that_nobody_gave_have_their_share():
    """11 labels: 2/3 for the one given, 1/30 for each of the ten others."""
    open_ = Kind(None, {}, 0, 1e9)
    assert by_accuracy(open_, [(NEW, "x")]).of("x") == pytest.approx(2 / 3)
    # Two who disagree: 2/3 · 1/30 each, and 9 · (1/30)² for the rest.
    each, rest = 2 / 90, 9 / 900
    assert by_accuracy(open_, [(NEW, "x"), (NEW, "y")]).of("x") == pytest.approx(each / (2 * each + rest))


def test_confusion_rows_and_frequencies_weigh_where_they_are_learnt():
    """Dawid and Skene's likelihood: P(no | yes) of one who says "no" to everything, with a prior of 15 answers."""
    deaf = Skill(rows={"yes": {"no": 85.0}, "no": {"no": 85.0}})
    say_no = (85 + 15 / 3) / 100, (85 + 15 * 2 / 3) / 100
    chance = judged(EASY, [(deaf, "no")]).of("no")
    assert chance == pytest.approx(say_no[1] / sum(say_no))
    skewed = EASY._replace(frequencies={"yes": 850.0, "no": 50.0})
    assert judged(skewed, [(NEW, "no")]).of("no") == pytest.approx((100 * 2) / (100 * 2 + 900 * 1))


def test_many_labels_have_neither_rows_nor_frequencies():
    many = Kind(tuple(map(str, range(22))), {"0": 1e6}, 0, 1e9)
    assert judged(many, [(NEW, "1")]).of("1") == pytest.approx(2 / 3)


def test_a_finished_question_teaches_in_part():
    """Two of three say yes: 8 : 4 for yes, of easy questions; 0.9 · 12/27 easy to 0.1 · 2/8 hard, over both labels."""
    taught, kind = lessons(TWO, [(NEW, "yes"), (NEW, "yes"), (NEW, "no")])
    easy = 0.9 * (4 + 2) / 27 / (0.9 * (4 + 2) / 27 + 0.1 * 2 / 8)
    assert (taught[0].right, taught[0].wrong) == pytest.approx((easy * 2 / 3, easy / 3))
    assert (taught[2].right, taught[2].wrong) == pytest.approx((easy / 3, easy * 2 / 3))
    assert (kind.hard, kind.questions) == pytest.approx((1 - easy, 1))
    assert sum(kind.frequencies.values()) == pytest.approx(1)


def test_a_lone_answer_says_nothing_of_its_giver():
    [lesson], kind = lessons(TWO, [(GOOD, "yes")])
    assert (lesson.right, lesson.wrong, kind.questions) == (0, 0, 0)


def test_a_known_truth_teaches_whole_and_a_lesson_can_be_taken_back():
    right, wrong = known(TWO, "yes", "yes", True), known(TWO, "yes", "no", False)
    assert right == Lesson(1, 0, {"yes": {"yes": 1}})
    assert wrong == Lesson(0, 1, {"no": {"yes": 1}})
    assert known(TWO, "yes", None, False) == Lesson(0, 1, {})
    before = Skill(3, 1, {"yes": {"yes": 2.0}})
    after = learnt(learnt(before, wrong), wrong, -1)
    assert (after.right, after.wrong, after.rows["yes"]) == (3, 1, {"yes": 2})


@given(
    st.lists(st.tuples(st.floats(0, 50), st.floats(0, 50), st.sampled_from("abc")), min_size=1, max_size=6),
    st.sampled_from([("a", "b", "c"), ("a", "b", "c", "d"), None]),
    st.floats(0, 20),
)
def test_probabilities_sum_to_one_and_leave_the_rest_to_what_nobody_said(answers, labels, hard):
    given_ = [(Skill(right, wrong), label) for right, wrong, label in answers]
    verdict = judged(Kind(labels, {}, hard, 20), given_)
    total = sum(map(verdict.of, verdict.easy))
    assert total <= 1 + 1e-9 and (labels is None or math.isclose(total, 1))


def test_it_stops_at_the_first_answer_that_is_sure_enough():
    rule = Adaptive(0.95, 1, 7)
    assert rule.decide(EASY, [(NEW, "yes")]).ending is None
    outcome = rule.decide(EASY, [(GOOD, "yes")])
    assert (outcome.ending, outcome.leading, outcome.agreed, outcome.probability) == (Ending.AGREED, 0, 1, 0.99)


def test_fewer_than_asked_for_are_never_enough():
    assert Adaptive(0.5, 2, 7).decide(EASY, [(GOOD, "yes")]).ending is None


def test_one_who_is_known_to_be_wrong_speaks_for_the_other_label():
    """The response is still somebody's answer: more are asked until somebody gives the likely one."""
    liar = Skill(wrong=97)
    rule = Adaptive(0.9, 1, 3)
    assert rule.decide(EASY, [(liar, "no")]).ending is None
    outcome = rule.decide(EASY, [(liar, "no"), (GOOD, "yes")])
    assert (outcome.ending, outcome.leading) == (Ending.AGREED, 1)


def test_all_asked_and_not_sure_ends_without_agreement():
    outcome = Adaptive(0.95, 1, 2).decide(TWO, [(NEW, "yes"), (NEW, "no")])
    assert (outcome.ending, outcome.probability) == (Ending.WITHOUT, 0.5)


def test_as_many_are_asked_at_once_as_would_do_if_all_were_experts_of_one_mind():
    rule = Adaptive(0.95, 1, 7)
    assert rule.decide(EASY, []).open_places == 1
    # One expert leaves 0.9 · 0.99 + 0.1 / 2 < 0.95 of a kind that may be hard: it takes two.
    assert rule.decide(TWO, []).open_places == 2
    assert rule.decide(TWO, [], held=1).open_places == 1
    assert Adaptive(0.95, 3, 7).decide(EASY, [(NEW, "yes")]).open_places == 2
    # Two experts more than the one on the other side.
    assert rule.decide(EASY, [(GOOD, "no")] * 0 + [(GOOD, "yes"), (GOOD, "no")]).open_places == 1


def test_where_even_experts_would_not_do_one_at_a_time_is_asked():
    assert Adaptive(0.9999, 1, 2).decide(TWO, []).open_places == 1


def test_the_number_of_experts_is_found_whatever_it_is():
    wanted = Adaptive(0.9999, 1, 100)
    given_ = [(NEW, "no")] * 20 + [(NEW, "yes")] * 20
    places = wanted.decide(TWO, given_).open_places
    assert wanted.decide(TWO, [*given_, *[(GOOD, "no")] * places]).ending == Ending.AGREED
    assert wanted.decide(TWO, [*given_, *[(GOOD, "no")] * (places - 1)]).ending is None


def test_one_flag_ends_nothing_while_somebody_is_left_to_ask():
    assert Adaptive(0.95, 2, 2).decide(TWO, [], flags=1).ending is None
    assert Adaptive(0.95, 2, 2).decide(TWO, [], flags=2).ending == Ending.FLAGGED
    assert Adaptive(0.95, 2, 3).decide(TWO, [(NEW, "yes")], flags=2).ending == Ending.FLAGGED
    assert Adaptive(0.95, 1, 1).decide(TWO, [], flags=1).ending == Ending.FLAGGED
    assert Adaptive(0.95, 1, 2).decide(TWO, [(NEW, "yes")], flags=1).ending == Ending.WITHOUT


@given(
    st.integers(1, 4),
    st.integers(0, 4),
    st.floats(0.5, 0.9999),
    st.lists(st.sampled_from(["yes", "no", "flag"]), min_size=8, max_size=8),
    st.integers(0, 3),
)
def test_it_always_ends_and_never_asks_too_many(least, more, target, course, held):
    rule = Adaptive(target, least, least + more)
    answers: list = []
    flags = 0
    while not (outcome := rule.decide(TWO, answers, flags=flags)).ending:
        assert 0 < outcome.open_places <= rule.max_crunchers - len(answers) - flags
        assert rule.decide(TWO, answers, flags=flags, held=held).open_places == max(0, outcome.open_places - held)
        said = course[len(answers) + flags]
        flags += said == "flag"
        answers += [(NEW, said)] if said != "flag" else []
    assert len(answers) + flags <= rule.max_crunchers
    assert outcome.open_places == 0
