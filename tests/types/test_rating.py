"""rating: which scales are taken, and what is a rating on them."""

import json

import pytest

from requests_app.request_types import REQUEST_TYPES

from .asking import answered, asked, refused, unanswerable

NAME = "rating"


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ({"rating_step": 0}, {"rating_step"}),
        ({"rating_step": -1}, {"rating_step"}),
        ({"rating_step": -(10**4000)}, {"rating_step"}),
        ({"rating_min": 5, "rating_max": 4}, {"rating_min", "rating_max"}),
        ({"rating_min": 101}, {"rating_min", "rating_max"}),
        ({"rating_min": "0", "rating_max": "10", "rating_step": "1"}, {"rating_min", "rating_max", "rating_step"}),
        ({"rating_min": False, "rating_max": True, "rating_step": True}, {"rating_min", "rating_max", "rating_step"}),
        ({"rating_min": None, "rating_max": [], "rating_step": {}}, {"rating_min", "rating_max", "rating_step"}),
        ({"rating_min": float("-inf"), "rating_max": float("inf")}, {"rating_min", "rating_max"}),
        ({"rating_step": float("nan")}, {"rating_step"}),
        ({"rating_min": -1e300, "rating_max": 1e300}, {"rating_min", "rating_max"}),
        ({"rating_min": -(10**400), "rating_max": 10**400}, {"rating_min", "rating_max"}),
        ({"rating_step": 1e-300}, {"rating_step"}),
        ({"rating_step": 0.30000000000000004}, {"rating_step"}),
        ({"rating_min": 1e-16}, {"rating_min"}),
        ({"rating_max": 10**15, "rating_step": 0.1}, {"rating_step"}),
        ({"label_min": 1, "label_max": None}, {"label_min", "label_max"}),
        ({"label_min": "x" * 1001}, {"label_min"}),
    ],
)
def test_an_unlawful_scale_names_all_that_is_wrong(body, paths):
    assert refused(NAME, **body).keys() == paths


@pytest.mark.parametrize(
    ("scale", "ratings"),
    [
        ({}, [0, 37, 100]),
        ({"rating_min": -3, "rating_max": 5, "rating_step": 3}, [-3, 0, 3]),
        ({"rating_min": 0, "rating_max": 1, "rating_step": 0.1}, [0, 0.3, 0.7, 1]),
        ({"rating_min": 0.05, "rating_max": 0.2, "rating_step": 0.05}, [0.05, 0.15, 0.2]),
        ({"rating_min": 1, "rating_max": 2, "rating_step": 5}, [1]),
        ({"rating_min": 7, "rating_max": 7}, [7]),
        ({"rating_min": -(10**15), "rating_max": 10**15}, [-(10**15), 10**15 - 1, 10**15]),
        ({"rating_max": 1e-5, "rating_step": 1e-6}, [3e-06]),
    ],
)
def test_each_point_of_a_scale_is_a_rating(scale, ratings):
    params = asked(NAME, **scale)
    assert [answered(NAME, params, rating) for rating in ratings] == ratings


@pytest.mark.parametrize(
    ("scale", "answers"),
    [
        ({}, [-1, 101, 0.5, "50", None, True, [50], float("nan"), float("inf"), 10**400, 1e300]),
        ({"rating_max": 10, "rating_step": 3}, [10, 2]),
        ({"rating_max": 1, "rating_step": 0.1}, [0.30000000000000004, 0.25]),
    ],
)
def test_what_is_not_on_the_scale_is_refused(scale, answers):
    params = asked(NAME, **scale)
    for answer in answers:
        assert unanswerable(NAME, params, answer).keys() == {""}, answer


def test_whole_ratings_stay_whole_numbers():
    params = asked(NAME, rating_min=0, rating_max=10, rating_step=0.5)
    assert json.dumps(answered(NAME, params, 5.0)) == "5"
    assert json.dumps(answered(NAME, params, 5.5)) == "5.5"


def test_staged_ratings_of_decimal_steps_are_exact():
    params = asked(NAME, rating_min=0, rating_max=1, rating_step=0.1)
    staged = {json.dumps(REQUEST_TYPES[NAME].staged_answer(params, seed)) for seed in range(100)}
    assert staged == {"0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1"}


def test_the_same_number_agrees_however_it_is_written():
    agrees, params = REQUEST_TYPES[NAME].agrees, asked(NAME)
    assert agrees(params, 5, 5.0)
    assert not agrees(params, 5, 6)
