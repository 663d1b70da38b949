"""The contract over the table: what must hold for each request type, an eleventh as well."""

import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from rest_framework.serializers import ValidationError

from requests_app.api.serializers import question_serializer, read_question
from requests_app.request_types import REQUEST_TYPES

from .strategies import OWN_FIELDS, any_bodies, any_json, lawful_bodies

ROOT = Path(__file__).resolve().parents[2]
every_type = pytest.mark.parametrize("request_type", REQUEST_TYPES.values(), ids=REQUEST_TYPES)
# A long run: HEAT_EXAMPLES=1000.
bounded = settings(
    max_examples=int(os.environ.get("HEAT_EXAMPLES", "25")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def test_the_table_has_the_ten_types_by_their_names():
    assert list(REQUEST_TYPES) == [
        "multiple-choice",
        "free-text",
        "rating",
        "image",
        "video",
        "audio",
        "annotations",
        "annotations-with-multiple-choice",
        "annotations-with-free-text",
        "annotations-with-rating",
    ]


@every_type
def test_a_type_has_all_its_pieces(request_type):
    name, stem = request_type.name, request_type.stem
    assert name in OWN_FIELDS, f"{name} has no strategy for its lawful questions in tests/types/strategies.py."
    assert stem == name.replace("-", "_"), f"The stem of {name} names another type's template and script."
    assert request_type.summary, f"{name} does not say what it is for."
    if request_type.answered_by_people:
        template = ROOT / "templates/crunchers/types" / f"{stem}.html"
        script = ROOT / "static/js/types" / f"{stem}.js"
        assert template.is_file(), f"{name} is answered by people, but has no template {template.relative_to(ROOT)}."
        assert script.is_file(), f"{name} is answered by people, but has no script {script.relative_to(ROOT)}."


@every_type
def test_no_name_of_a_type_stands_in_a_condition(request_type):
    asked = re.compile(
        rf"""\b(type|request_type|name|stem)\W{{0,3}} [!=]= "({request_type.name}|{request_type.stem})\""""
    )
    for folder in ("requests_app", "crunchers", "heatsite"):
        for path in (ROOT / folder).rglob("*.py"):
            assert not asked.search(path.read_text()), f"{path.relative_to(ROOT)} asks for {request_type.name}."


@every_type
def test_the_example_of_a_type_is_lawful_and_unremarkable(request_type):
    question = read_question(request_type, request_type.example, "live")
    assert question.warnings == []
    assert question.given == request_type.example


@every_type
def test_every_field_of_a_question_is_explained(request_type):
    for name, field in question_serializer(request_type)().fields.items():
        assert field.help_text, f"{request_type.name}: {name} has no help text for the API description."


@every_type
def test_the_serializer_of_a_type_is_named_by_it_and_made_once(request_type):
    serializer = question_serializer(request_type)
    assert serializer is question_serializer(request_type)
    assert serializer.__name__ == "".join(word.title() for word in request_type.name.split("-")) + "Question"


@every_type
@bounded
@given(data=st.data(), seed=st.integers())
def test_what_is_staged_is_taken_as_an_answer(request_type, data, seed):
    body = data.draw(lawful_bodies(request_type.name))
    params = read_question(request_type, body, "staging").params
    staged = request_type.staged_answer(params, seed, "http://127.0.0.1:8000")
    sizes = request_type.staged_sizes(params)
    assert request_type.clean_sizes(params, sizes) == sizes
    cleaned = request_type.clean_answer(params, staged, sizes)
    assert json.dumps(cleaned) == json.dumps(staged)
    assert staged == request_type.staged_answer(params, seed, "http://127.0.0.1:8000")
    Draft202012Validator(request_type.response_schema).validate(staged)
    json.dumps(staged, allow_nan=False)


@every_type
@bounded
@given(data=st.data())
def test_a_staged_answer_may_be_sent_as_the_staged_response(request_type, data):
    body = data.draw(lawful_bodies(request_type.name))
    params = read_question(request_type, body, "staging").params
    staged = request_type.staged_answer(params, 1)
    body = {**body, "staging": {"response": staged}}
    if request_type.can_agree:
        body["gold"] = {"answer": staged}
    assert read_question(request_type, body, "staging").staging["response"] == staged


@every_type
@bounded
@given(data=st.data())
def test_agreement_is_reflexive_and_symmetric_and_a_choice_is_one_of_the_answers(request_type, data):
    body = data.draw(lawful_bodies(request_type.name))
    params = read_question(request_type, body, "staging").params
    answers = [request_type.staged_answer(params, seed) for seed in data.draw(st.lists(st.integers(), min_size=2))[:3]]
    sizes = data.draw(st.sampled_from([None, request_type.staged_sizes(params)]))
    one, other = answers[:2]
    assert request_type.agrees(params, one, one, sizes)
    assert request_type.agrees(params, one, other, sizes) == request_type.agrees(params, other, one, sizes)
    assert request_type.choose(params, answers, sizes) in answers


@every_type
@bounded
@given(data=st.data())
def test_answers_to_one_question_or_to_two_are_coded_so_that_alpha_can_compare_them(request_type, data):
    coded = []
    for _ in range(2):
        params = read_question(request_type, data.draw(lawful_bodies(request_type.name)), "staging").params
        answers = [request_type.staged_answer(params, seed) for seed in range(2)]
        coded += [request_type.coded(params, answer, request_type.staged_sizes(params)) for answer in answers]
    if request_type.metric == "nominal":
        assert (coded[2] == coded[3]) == request_type.agrees(params, *answers)
        assert {*coded}
    elif request_type.metric == "interval":
        assert all(0 <= value <= 1 for value in coded)
    else:
        for one in coded:
            assert request_type.difference(one, one) == 0
            for other in coded:
                assert 0 <= request_type.difference(one, other) == request_type.difference(other, one) <= 1


@every_type
@bounded
@given(data=st.data())
def test_any_body_is_read_or_refused_with_its_reasons(request_type, data):
    body = data.draw(any_bodies(request_type.name))
    try:
        question = read_question(request_type, body, data.draw(st.sampled_from(["live", "staging"])))
    except ValidationError as error:
        assert error.detail
    else:
        assert all(question.given[name] == body[name] for name in question.given)
        request_type.staged_answer(question.params, "any")


@every_type
@bounded
@given(data=st.data())
def test_any_answer_is_taken_or_refused_with_its_reasons(request_type, data):
    body = data.draw(lawful_bodies(request_type.name))
    params = read_question(request_type, body, "staging").params
    staged = request_type.staged_answer(params, 0)
    answer = data.draw(st.one_of(any_json, changed(staged)))
    sizes = data.draw(st.one_of(st.none(), any_json))
    try:
        cleaned = request_type.clean_answer(params, answer, sizes)
    except ValidationError as error:
        assert error.detail
    else:
        assert request_type.clean_answer(params, cleaned) == cleaned
        assert request_type.agrees(params, cleaned, cleaned)


def changed(answer):
    """The answer with one of its values replaced by any JSON."""
    if isinstance(answer, dict) and answer:
        return st.sampled_from(sorted(answer)).flatmap(
            lambda key: st.one_of(any_json, changed(answer[key])).map(lambda value: {**answer, key: value})
        )
    if isinstance(answer, list) and answer:
        return changed(answer[0]).map(lambda value: [value, *answer[1:]])
    return any_json
