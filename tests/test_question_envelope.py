"""The fields of every type: which are taken, which refused, and which raise a warning."""

import time

import pytest
from rest_framework.serializers import ValidationError

from requests_app.api.serializers import question_serializer, read_question
from requests_app.request_types import REQUEST_TYPES

from .seed_bodies import SEED_BODIES
from .types.asking import asked, flat, refused

FREE_TEXT = REQUEST_TYPES["free-text"]
CRUNCHER = "fb08318584ce0bf013c3ef987e888810"
MAJORITY = {"min_agreements": 2, "max_crunchers": 3}


def read(environment="staging", /, **body):
    return read_question(FREE_TEXT, {"instruction": "Do it", **body}, environment)


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(("name", "type_name", "body"), SEED_BODIES, ids=[name for name, _, _ in SEED_BODIES])
def test_every_body_of_the_seeds_is_taken_and_has_a_staged_answer(name, type_name, body):
    request_type = REQUEST_TYPES[type_name]
    question = read_question(request_type, body, "staging")
    assert question.given == body
    blank = [index for index, text in enumerate(body.get("attachments", [])) if not text]
    assert [warning.split(":")[0] for warning in question.warnings] == [f"attachments.{index}" for index in blank]
    staged = request_type.staged_answer(question.params, type_name)
    assert request_type.clean_answer(question.params, staged) == staged


@pytest.mark.parametrize("body", [None, [], "x", 3, True, [{"instruction": "Do it"}]])
def test_a_body_that_is_no_object_is_refused(body):
    with pytest.raises(ValidationError):
        read_question(FREE_TEXT, body, "live")


@pytest.mark.parametrize("name", REQUEST_TYPES)
def test_null_for_any_known_field_is_an_error_that_names_it(name):
    fields = question_serializer(REQUEST_TYPES[name])().fields
    assert refused(name, **dict.fromkeys(fields)).keys() == set(fields)


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ({"instruction": ""}, {"instruction"}),
        ({"instruction": " \n\u200b"}, {"instruction"}),
        ({"instruction": 3}, {"instruction"}),
        ({"instruction": True}, {"instruction"}),
        ({"instruction": ["Do it"]}, {"instruction"}),
        ({"instruction": "x" * 10_001}, {"instruction"}),
        ({"instruction": "a\0b"}, {"instruction"}),
        ({"instruction": "a\ud800b"}, {"instruction"}),
        ({"instruction": 10**4000}, {"instruction"}),
        ({"attachments_type": "pdf"}, {"attachments_type"}),
        ({"attachments_type": ["text"]}, {"attachments_type"}),
        ({"attachments": "x"}, {"attachments"}),
        ({"attachments": {}}, {"attachments"}),
        ({"attachments": [3, "x", None]}, {"attachments.0", "attachments.2"}),
        ({"attachments": ["x"] * 101}, {"attachments"}),
        ({"attachments": ["x", "/a.png"], "attachments_type": "image"}, {"attachments.0", "attachments.1"}),
        ({"attachments": ["javascript:alert(1)"], "attachments_type": "website"}, {"attachments.0"}),
        ({"attachments": ["data:text/html,x"], "attachments_type": "website"}, {"attachments.0"}),
        ({"attachments": [" http://a.example/"], "attachments_type": "image"}, {"attachments.0"}),
        ({"attachments": ["http://a.example/" + "x" * 2048], "attachments_type": "audio"}, {"attachments.0"}),
        ({"attachments": ["http://[::1"], "attachments_type": "audio"}, {"attachments.0"}),
        ({"attachments": ["dial:+1", "dial:", "x"]}, {"attachments.0", "attachments.1"}),
        ({"attachments": ["dial:+1212123456@", "dial:1212123456"]}, {"attachments.0", "attachments.1"}),
        ({"attachments": ["dial:+1212123456@1E", "dial:+1212123456\n"]}, {"attachments.0", "attachments.1"}),
        ({"attachments": ["dial:+1234567890123456", "dial:+١٢٣٤"]}, {"attachments.0", "attachments.1"}),
        ({"hook_url": "ftp://a.example/"}, {"hook_url"}),
        ({"hook_url": ""}, {"hook_url"}),
        ({"hook_url": ["http://a.example/"]}, {"hook_url"}),
        ({"exclude_crunchers": [CRUNCHER] * 1001}, {"exclude_crunchers"}),
        ({"exclude_crunchers": CRUNCHER}, {"exclude_crunchers"}),
        ({"exclude_crunchers": [3]}, {"exclude_crunchers.0"}),
        ({"tags": [str(n) for n in range(21)]}, {"tags"}),
        ({"tags": ["x" * 65, " ", 1, "ok"]}, {"tags.0", "tags.1", "tags.2"}),
        ({"tags": "x"}, {"tags"}),
        ({"metadata": {str(n): "x" for n in range(51)}}, {"metadata"}),
        ({"metadata": {"a": 1, "b": None, "c": "x"}}, {"metadata.a", "metadata.b"}),
        ({"metadata": ["x"]}, {"metadata"}),
        ({"deadline": 0}, {"deadline"}),
        ({"deadline": -5}, {"deadline"}),
        ({"deadline": "60"}, {"deadline"}),
        ({"deadline": True}, {"deadline"}),
        ({"deadline": float("inf")}, {"deadline"}),
        ({"deadline": 1e300}, {"deadline"}),
        ({"qualifications": "spanish"}, {"qualifications"}),
        ({"qualifications": [""]}, {"qualifications.0"}),
        ({"confidence": []}, {"confidence"}),
        ({"confidence": {}}, {"confidence.min_agreements", "confidence.max_crunchers"}),
        ({"confidence": {**MAJORITY, "strategy": "vote"}}, {"confidence.strategy"}),
        ({"confidence": {**MAJORITY, "min_agreements": 4}}, {"confidence.min_agreements", "confidence.max_crunchers"}),
        ({"confidence": {**MAJORITY, "min_agreements": 0}}, {"confidence.min_agreements"}),
        ({"confidence": {**MAJORITY, "max_crunchers": 101}}, {"confidence.max_crunchers"}),
        ({"confidence": {**MAJORITY, "max_crunchers": "3"}}, {"confidence.max_crunchers"}),
        ({"confidence": {**MAJORITY, "min_agreements": True}}, {"confidence.min_agreements"}),
        ({"confidence": {**MAJORITY, "min_agreements": None}}, {"confidence.min_agreements"}),
        ({"confidence": {**MAJORITY, "stop_when_impossible": "yes"}}, {"confidence.stop_when_impossible"}),
        ({"confidence": {**MAJORITY, "target": 0.9}}, {"confidence.target"}),
        ({"confidence": {"strategy": "adaptive", "min_agreements": 2}}, {"confidence.min_agreements"}),
        ({"confidence": {"strategy": "adaptive", "target": 1}}, {"confidence.target"}),
        (
            {"confidence": {"strategy": "adaptive", "min_crunchers": 8}},
            {"confidence.min_crunchers", "confidence.max_crunchers"},
        ),
        ({"staging": "x"}, {"staging"}),
        ({"staging": {"status": "done"}}, {"staging.status"}),
        ({"staging": {"after": -1}}, {"staging.after"}),
        ({"staging": {"after": "1"}}, {"staging.after"}),
        ({"staging": {"after": float("nan")}}, {"staging.after"}),
        ({"staging": {"agree": 0}}, {"staging.agree"}),
        ({"staging": {"response": 42}}, {"staging.response"}),
        ({"staging": {"response": None}}, {"staging.response"}),
        ({"staging": {"response": "x", "status": "flagged"}}, {"staging.response"}),
        ({"gold": {}}, {"gold.answer"}),
        ({"gold": {"answer": ["x"], "tolerance": -1}}, {"gold.tolerance"}),
        ({"gold": {"answer": ["x"]}}, {"gold.answer"}),
        ({"gold": {"answer": "x", "tolerance": 10**400}}, {"gold.tolerance"}),
    ],
)
def test_a_wrong_field_is_named_by_its_path(body, paths):
    assert refused("free-text", **body).keys() == paths


def test_all_wrong_fields_are_named_at_once():
    errors = refused(
        "annotations-with-rating",
        instruction=" ",
        attachments_type="image",
        attachments=["http://a.example/", "x"],
        hook_url="x",
        min_annotations=3,
        max_annotations=1,
        per_annotation={"rating_step": 0, "rating_min": "0"},
        confidence={"max_crunchers": 0},
        staging={"after": "soon"},
        tags=[1],
    )
    assert errors.keys() == {
        "instruction",
        "attachments.1",
        "hook_url",
        "min_annotations",
        "max_annotations",
        "per_annotation.instruction",
        "per_annotation.rating_step",
        "per_annotation.rating_min",
        "confidence.max_crunchers",
        "confidence.min_agreements",
        "staging.after",
        "tags.0",
    }


def test_a_wrong_staged_response_is_named_with_what_else_is_wrong():
    assert refused("rating", hook_url="x", staging={"response": 101}).keys() == {"hook_url", "staging.response"}
    marks = [{"x": 1, "y": 1}, {"x": -1, "y": 1}]
    staging = {"response": marks}
    body = {"attachments_type": "image", "attachments": ["http://a.example/"]}
    assert refused("annotations", **body, staging=staging).keys() == {"staging.response.1.x"}


def test_the_number_of_a_sentence_of_an_error_is_small_however_large_the_body():
    errors = refused("free-text", attachments_type="x" * 500_000, validation="y" * 500_000)
    assert all(len(sentence) < 500 for sentences in errors.values() for sentence in sentences)


@pytest.mark.parametrize("field", ["attachments", "note", "metadata", "gold", "staging"])
def test_deep_nesting_is_refused_by_the_field_it_is_in(field):
    assert refused("free-text", **{field: nested(900)}).keys() == {field}
    assert "note" in read(note=nested(20)).given


def test_the_instruction_is_trimmed_for_crunchers_and_echoed_as_given():
    question = read(instruction="  Do it now\n")
    assert question.instruction == question.params["instruction"] == "Do it now"
    assert question.given["instruction"] == "  Do it now\n"
    assert read(instruction=" " * 9 + "x" * 10_000).instruction == "x" * 10_000


def test_no_default_is_among_what_was_given():
    question = read()
    assert question.given == {"instruction": "Do it"}
    assert question.filled_in == {"attachments_type": "text", "attachments": []}


def test_what_was_given_is_not_filled_in_again():
    question = read(
        attachments_type="text", attachments=["x"], tags=["a"], confidence={"strategy": "adaptive", "target": 0.9}
    )
    assert question.filled_in == {
        "confidence": {"strategy": "adaptive", "target": 0.9, "min_crunchers": 1, "max_crunchers": 7}
    }


def test_numbers_are_echoed_as_they_were_written():
    question = read_question(
        REQUEST_TYPES["rating"], {"instruction": "x", "rating_max": 10.0, "rating_step": 0.5}, "live"
    )
    assert str(question.given["rating_max"]) == "10.0"
    assert question.filled_in.keys() == {"attachments_type", "attachments", "rating_min"}


def test_unknown_fields_are_kept_and_named_in_warnings():
    question = read(validation_type="x", confidence={**MAJORITY, "votes": 3})
    assert question.given["validation_type"] == "x"
    assert question.given["confidence"]["votes"] == 3
    assert [warning.split(":")[0] for warning in question.warnings] == ["validation_type", "confidence.votes"]


def test_names_of_answer_fields_are_dropped_and_named_in_warnings():
    dropped = {"id": "x", "status": "complete", "response": "x", "batch": None, "created_at": nested(900)}
    question = read(**dropped)
    assert question.given == {"instruction": "Do it"}
    assert [warning.split(":")[0] for warning in question.warnings] == list(dropped)


def test_warnings_stay_few_and_short_for_many_long_unknown_fields():
    question = read(**{f"{n}" * 50: n for n in range(1000, 2000)})
    assert len(question.warnings) == 21
    assert all(len(warning) < 200 for warning in question.warnings)


def test_a_blank_attachment_keeps_its_place_and_is_named_in_warnings():
    question = read(attachments_type="image", attachments=["", "http://a.example/", " \u200b"])
    assert question.params["attachments"] == ["", "http://a.example/", " \u200b"]
    assert [warning.split(":")[0] for warning in question.warnings] == ["attachments.0", "attachments.2"]


def test_what_cannot_be_a_cruncher_id_is_taken_with_a_warning():
    question = read(exclude_crunchers=["cruncher-id-1", CRUNCHER, CRUNCHER, CRUNCHER.upper()])
    assert question.exclude_crunchers == [CRUNCHER]
    assert len(question.warnings) == 1
    assert "cruncher-id-1" in question.warnings[0]
    assert read(exclude_crunchers=[CRUNCHER]).warnings == []


@pytest.mark.parametrize("tones", ["", "@ww1234", "@0123456789ABCD*#w"])
def test_a_phone_number_with_tones_may_be_attached(tones):
    assert read(attachments=[f"dial:+1212123456{tones}", "Dial:x"]).warnings == []


@pytest.mark.parametrize(
    "link",
    [
        "https://www.youtube.com/embed/R0V_D4zaEpU",
        "https://www.youtube.com/watch?v=R0V_D4zaEpU",
        "https://youtu.be/R0V_D4zaEpU",
    ],
)
def test_each_form_of_a_youtube_link_is_kept_as_given(link):
    assert read(attachments_type="video", attachments=[link]).params["attachments"] == [link]


def test_staging_goes_with_a_test_key_only():
    assert read("staging", staging={}).staging == {"status": "complete", "after": 0, "agree": True}
    with pytest.raises(ValidationError) as caught:
        read("live", staging={"status": 3}, hook_url="x")
    assert flat(caught.value.detail).keys() == {"staging", "hook_url"}


def test_a_staged_response_is_cleaned_by_the_type():
    question = read_question(
        REQUEST_TYPES["multiple-choice"],
        {
            "instruction": "x",
            "choices": ["a", "b"],
            "staging": {"response": ["b", "a"]},
            "gold": {"answer": ["b", "a"]},
        },
        "staging",
    )
    assert question.staging["response"] == ["a", "b"]
    assert question.params["gold"]["answer"] == ["a", "b"]
    assert question.given["staging"] == {"response": ["b", "a"]}


def test_confidence_has_its_defaults_by_strategy():
    assert read(confidence=MAJORITY).confidence == {"strategy": "majority", **MAJORITY, "stop_when_impossible": False}
    assert read(confidence={"strategy": "adaptive"}).confidence == {
        "strategy": "adaptive",
        "target": 0.95,
        "min_crunchers": 1,
        "max_crunchers": 7,
    }
    assert read().confidence is None


def test_what_the_server_acts_on_is_read_out_of_the_question():
    question = read("live", tags=["b", "a", "b"], hook_url="https://a.example/hook", deadline=60.5)
    assert question.tags == ["b", "a"]
    assert question.hook_url == "https://a.example/hook"
    assert question.deadline == 60.5
    assert (question.staging, read().tags, read().hook_url, read().deadline) == (None, [], "", None)


@pytest.mark.parametrize(
    "body",
    [
        {"attachments": ["x" * 1_000_000]},
        {"attachments": ["\u200b" * 300_000]},
        {"attachments_type": "image", "attachments": ["http://a.example/" + "%" * 1_000_000]},
        {"metadata": {str(n): "" for n in range(100_000)}},
        {"exclude_crunchers": [""] * 200_000},
        {"tags": [[]] * 300_000},
        {"unknown": [[]] * 300_000},
        {str(n): n for n in range(80_000)},
        {"attachments": ["dial:+" + "1" * 1_000_000]},
        {"instruction": " " * 1_000_000 + "x"},
        {"deadline": 10**4000},
    ],
    ids=range(11),
)
def test_the_largest_bodies_are_read_or_refused_in_no_time(body):
    started = time.thread_time()
    try:
        read(**body)
    except ValidationError as error:
        assert error.detail
    assert time.thread_time() - started < 2


def test_the_same_body_is_read_the_same_way_twice():
    first, second = (asked("multiple-choice", choices=["a"], tags=["x"]) for _ in range(2))
    assert first == second
    assert first["attachments"] is not second["attachments"]
