"""annotations-with-…: marks, and an answer about each."""

import pytest

from requests_app.request_types import REQUEST_TYPES

from .asking import answered, asked, refused, unanswerable

ABOUT = {
    "annotations-with-multiple-choice": {"choices": ["gray", "white", "ginger"]},
    "annotations-with-free-text": {"validation": "number"},
    "annotations-with-rating": {"rating_max": 10, "rating_step": 2},
}
RESPONSES = {
    "annotations-with-multiple-choice": (["gray"], ["ginger"], ["black"]),
    "annotations-with-free-text": ("1", "2", "two"),
    "annotations-with-rating": (2, 4, 5),
}
with_each = pytest.mark.parametrize("name", ABOUT)


def question(name, **body):
    about = {"instruction": "What colour is it?", **ABOUT[name]}
    return asked(name, attachments_type="image", attachments=["http://a.example/x"], per_annotation=about, **body)


@with_each
@pytest.mark.parametrize("about", [None, "x", [], 3])
def test_the_question_about_each_mark_must_be_an_object(name, about):
    assert refused(name, attachments=["x"], per_annotation=about).keys() == {"per_annotation"}


@with_each
def test_the_question_about_each_mark_is_required(name):
    assert refused(name).keys() == {"per_annotation", "attachments"}


@with_each
def test_the_question_about_each_mark_needs_its_own_instruction(name):
    assert refused(name, attachments=["x"], per_annotation={**ABOUT[name], "instruction": " "}).keys() == {
        "per_annotation.instruction"
    }


@pytest.mark.parametrize(
    ("name", "about", "paths"),
    [
        ("annotations-with-multiple-choice", {}, {"choices"}),
        ("annotations-with-multiple-choice", {"choices": ["a", ""], "min_answers": "1"}, {"choices.1", "min_answers"}),
        ("annotations-with-multiple-choice", {"choices": ["a", " a"]}, {"choices"}),
        ("annotations-with-free-text", {"validation": "date"}, {"validation"}),
        ("annotations-with-rating", {"rating_min": 11, "rating_max": 10}, {"rating_min", "rating_max"}),
        ("annotations-with-rating", {"rating_step": 0, "label_min": None}, {"rating_step", "label_min"}),
    ],
)
def test_what_is_wrong_in_it_is_named_by_its_path(name, about, paths):
    errors = refused(name, attachments=["x"], per_annotation={"instruction": "Say", **about})
    assert errors.keys() == {f"per_annotation.{path}" for path in paths}


@with_each
def test_defaults_of_the_question_about_each_mark_are_those_of_its_type(name):
    alone = asked(name.removeprefix("annotations-with-"), **ABOUT[name])
    about = question(name)["per_annotation"]
    del alone["attachments"], alone["attachments_type"]
    assert about == {**alone, "instruction": "What colour is it?"}


@with_each
def test_each_mark_comes_with_its_response(name):
    first, second, _ = RESPONSES[name]
    marks = [{"x": 1, "y": 2, "response": first}, {"x": 3, "y": 4, "response": second}]
    assert answered(name, question(name), marks) == marks


@with_each
def test_a_wrong_response_is_refused_by_its_path(name):
    first, _, wrong = RESPONSES[name]
    marks = [{"x": 1, "y": 2, "response": first}, {"x": 3, "y": 4, "response": wrong}, {"x": 5, "y": 6}]
    assert unanswerable(name, question(name), marks).keys() == {"2.response"}
    paths = unanswerable(name, question(name), marks[:2]).keys()
    assert all(path.startswith("1.response") for path in paths)


@with_each
def test_marks_agree_only_where_their_responses_do(name):
    first, second, _ = RESPONSES[name]
    params, agrees = question(name), REQUEST_TYPES[name].agrees
    assert agrees(params, [{"x": 1, "y": 2, "response": first}], [{"x": 2, "y": 2, "response": first}])
    assert not agrees(params, [{"x": 1, "y": 2, "response": first}], [{"x": 1, "y": 2, "response": second}])


@with_each
def test_near_marks_are_matched_by_their_responses(name):
    first, second, _ = RESPONSES[name]
    one = [{"x": 1, "y": 0, "response": first}, {"x": 2, "y": 0, "response": second}]
    other = [{"x": 1, "y": 0, "response": second}, {"x": 2, "y": 0, "response": first}]
    assert REQUEST_TYPES[name].agrees(question(name), one, other)


@with_each
def test_staged_marks_are_as_few_as_may_be_and_each_has_its_response(name):
    params = question(name, min_annotations=3)
    staged = REQUEST_TYPES[name].staged_answer(params, 5)
    assert len(staged) == 3
    assert answered(name, params, staged, REQUEST_TYPES[name].staged_sizes(params)) == staged
