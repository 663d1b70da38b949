"""Bad input to `POST /v1/requests/{type}`: a clear error that names the field, and nothing left behind."""

import json

import pytest

from requests_app.models import Assignment, Batch, HeatRequest, IdempotencyKey, RequestTag, Usage, WebhookDelivery

pytestmark = pytest.mark.django_db
GOOD = {
    "multiple-choice": {"instruction": "Which?", "choices": ["a", "b"]},
    "rating": {"instruction": "How much?"},
    "free-text": {"instruction": "Say it."},
    "annotations": {
        "instruction": "Mark it.",
        "attachments_type": "image",
        "attachments": ["https://example.com/a.png"],
    },
}
DEEP = "[" * 5000 + "]" * 5000

# name: type, the raw body or fields laid over a good one, the field that the error names ("" for the whole body)
BAD = {
    "a body that is not JSON": ("free-text", b"instruction=Say", ""),
    "an empty body": ("free-text", b"", ""),
    "a body that is not UTF-8": ("free-text", b'{"instruction": "\xff"}', ""),
    "a JSON array": ("free-text", b"[]", ""),
    "a JSON string": ("free-text", b'"Say it."', ""),
    "null instead of a body": ("free-text", b"null", ""),
    "a null instruction": ("free-text", {"instruction": None}, "instruction"),
    "null choices": ("multiple-choice", {"choices": None}, "choices"),
    "null confidence": ("free-text", {"confidence": None}, "confidence"),
    "NaN": ("rating", b'{"instruction": "How much?", "rating_max": NaN}', "rating_max"),
    "minus infinity": ("rating", b'{"instruction": "How much?", "rating_min": -Infinity}', "rating_min"),
    "1e999": ("rating", b'{"instruction": "How much?", "rating_max": 1e999}', "rating_max"),
    "an integer of 5,000 digits": ("rating", b'{"instruction": "?", "rating_max": ' + b"9" * 5000 + b"}", "rating_max"),
    "100,000 choices": ("multiple-choice", {"choices": [str(n) for n in range(100_000)]}, "choices"),
    "choices that differ by white space only": ("multiple-choice", {"choices": ["a b", "a  b "]}, "choices"),
    "no choices": ("multiple-choice", {"choices": []}, "choices"),
    "a blank choice": ("multiple-choice", {"choices": ["a", " "]}, "choices.1"),
    "a choice that is a number": ("multiple-choice", {"choices": ["a", 1]}, "choices.1"),
    "a min above the max": ("multiple-choice", {"min_answers": 2, "max_answers": 1}, "min_answers"),
    "true for a number": ("multiple-choice", {"min_answers": True}, "min_answers"),
    "a step of 0": ("rating", {"rating_step": 0}, "rating_step"),
    "a negative step": ("rating", {"rating_step": -1}, "rating_step"),
    "a rating's min above its max": ("rating", {"rating_min": 5, "rating_max": 4}, "rating_min"),
    "deep nesting": ("free-text", b'{"instruction": "Say it.", "more": ' + DEEP.encode() + b"}", ""),
    "a lone surrogate": ("free-text", b'{"instruction": "\\ud800"}', "instruction"),
    "a lone surrogate in an unknown field": ("free-text", b'{"instruction": "Say it.", "x": "\\udfff"}', "x"),
    "a NUL character": ("free-text", b'{"instruction": "a\\u0000b"}', "instruction"),
    "a NUL character in a tag": ("free-text", b'{"instruction": "Say it.", "tags": ["\\u0000"]}', "tags.0"),
    "a blank instruction": ("free-text", {"instruction": " \u200b "}, "instruction"),
    "an instruction of 10,001 characters": ("free-text", {"instruction": "x" * 10_001}, "instruction"),
    "a javascript: attachment": (
        "free-text",
        {"attachments_type": "website", "attachments": ["javascript:alert(1)"]},
        "attachments.0",
    ),
    "a javascript: choice": (
        "multiple-choice",
        {"choices_type": "image", "choices": ["javascript:alert(1)"]},
        "choices.0",
    ),
    "a javascript: hook": ("free-text", {"hook_url": "javascript:alert(1)"}, "hook_url"),
    "a malformed number to dial": ("free-text", {"attachments": ["ok", "dial:911"]}, "attachments.1"),
    "no attachment to mark": ("annotations", {"attachments": []}, "attachments"),
    "an unknown attachments_type": ("free-text", {"attachments_type": "hologram"}, "attachments_type"),
    "confidence that can't be met": (
        "free-text",
        {"confidence": {"min_agreements": 3, "max_crunchers": 2}},
        "confidence.min_agreements",
    ),
}


def counts() -> dict[str, int]:
    rows = (HeatRequest, Batch, RequestTag, Assignment, WebhookDelivery, IdempotencyKey, Usage)
    return {model.__name__: model.objects.count() for model in rows}


def body_of(type_name: str, bad: bytes | dict) -> bytes:
    return bad if isinstance(bad, bytes) else json.dumps({**GOOD[type_name], **bad}).encode()


@pytest.mark.parametrize("environment", ["live", "test"])
@pytest.mark.parametrize(("type_name", "bad", "field"), BAD.values(), ids=BAD)
def test_bad_input_is_named_and_leaves_nothing_behind(request, environment, type_name, bad, field):
    client = request.getfixturevalue(environment)
    before = counts()
    answer = client.post(f"/v1/requests/{type_name}", body_of(type_name, bad), headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    problem = answer.json()
    assert any(path == field or path.startswith(f"{field}.") or not field for path in problem["errors"]), problem
    assert problem["detail"]
    assert counts() == before


def test_the_bodies_that_the_bad_ones_are_made_from_are_good(live):
    for type_name, body in GOOD.items():
        assert live.post(f"/v1/requests/{type_name}", body).status_code == 200


@pytest.mark.parametrize("path", ["/v1/requests/free-text", "/v1/requests/multiple-choice"])
def test_a_string_of_10_mb_is_413(live, path):
    answer = live.post(path, {"instruction": "x" * 10_000_000})
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
    assert set(counts().values()) == {0}


def test_all_wrong_fields_are_named_at_once(live):
    wrong = {"instruction": "", "choices": ["a", "a"], "hook_url": "ftp://x", "tags": [1], "attachments_type": "smell"}
    errors = live.post("/v1/requests/multiple-choice", wrong).json()["errors"]
    assert {path.split(".")[0] for path in errors} == set(wrong)


def test_a_form_is_415_and_is_told_what_to_send(live):
    answer = live.client.post("/v1/requests/free-text", {"instruction": "Say it."})
    assert answer.status_code == 415
    assert "application/json" in answer.json()["detail"]
