"""Bodies that are no good JSON get a 400 (413, 415) that says what and where, and never a 500."""

import json

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import ParseError, ValidationError

from requests_app.api import keys
from requests_app.api.parsers import MAX_DEPTH, read_object
from requests_app.models import Account

pytestmark = pytest.mark.urls("tests.echo_urls")


@pytest.fixture
def client(db):
    key = keys.new_key("staging")
    keys.store(Account.objects.create(name="Alice"), key)
    return Client(headers={"X-Heat-API-Key": key})


def post(client, body: bytes | str, content_type="application/json", **headers):
    return client.generic("POST", "/v1/echo", body, content_type=content_type, **headers)


def refused(client, body: bytes | str) -> dict[str, list[str]]:
    answer = post(client, body)
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    return answer.json()["errors"]


def test_an_object_is_taken_as_it_is(client):
    body = {"instruction": "Grüße 🙂\n\t", "n": [0, -1, 1.5, 1e-400, True, None], "": {}, "ü": "\\u0000"}
    assert post(client, json.dumps(body)).json() == body
    assert post(client, json.dumps(body, ensure_ascii=False)).json() == body


def test_a_byte_order_mark_is_passed_over(client):
    assert post(client, b'\xef\xbb\xbf{"a": 1}').json() == {"a": 1}


@pytest.mark.parametrize(
    "body",
    ["{", '{"a": 1,}', "{'a': 1}", '{"a" 1}', "a=1", '{"a": "\n"}', '{"a": 1} {', '{"a": +1}', '{"a": 01}', "\x00"],
)
def test_what_is_not_json_is_refused_with_line_and_column(client, body):
    [message] = refused(client, "\n" + body)[""]
    assert message.startswith("The body is not JSON: line ")
    assert ", column " in message


def test_the_line_and_the_column_are_those_of_the_fault(client):
    [message] = refused(client, '{\n  "a": 1,\n  "b": oops\n}')[""]
    assert "line 3, column 8" in message


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("[]", "an array"),
        ('[{"instruction": "x"}]', "an array"),
        ('"x"', "a string"),
        ("1", "a number"),
        ("null", "null"),
        ("true", "true"),
        ("NaN", "a number that is not JSON"),
        ("1e999", "a number that is not JSON"),
    ],
)
def test_what_is_not_an_object_is_refused_by_its_kind(client, body, kind):
    assert refused(client, body) == {"": [f"The body must be a JSON object, not {kind}."]}


@pytest.mark.parametrize("body", [b"", b" ", b"\r\n\t", b"\xef\xbb\xbf"])
def test_an_empty_body_is_refused_as_empty(client, body):
    assert refused(client, body) == {"": ["The body is empty: send a JSON object."]}


@pytest.mark.parametrize(
    "body", ['{"a": "ü"}'.encode("latin-1"), '{"a": 1}'.encode("utf-16"), b'{"a": "\xed\xa0\x80"}']
)
def test_what_is_not_utf_8_is_refused_with_the_byte(client, body):
    [message] = refused(client, body)[""]
    assert message.startswith("The body is not UTF-8: byte ")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_json_does_not_have_are_refused_by_path(client, number):
    assert refused(client, f'{{"per_annotation": {{"rating_max": {number}}}}}') == {
        "per_annotation.rating_max": [f"{number} is not a JSON number."]
    }


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1.5e400", "1" * 400 + ".0"])
def test_numbers_that_overflow_are_refused_by_path(client, number):
    assert refused(client, f'{{"a": [1, {number}]}}') == {"a.1": ["This number is too large."]}


@pytest.mark.parametrize("digits", [301, 5000, 100_000])
def test_absurdly_long_integers_are_refused_by_path(client, digits):
    assert refused(client, f'{{"a": {"9" * digits}}}') == {"a": ["Integers have at most 300 digits."]}


def test_long_integers_are_taken(client):
    assert post(client, f'{{"a": {"9" * 300}}}').json() == {"a": int("9" * 300)}


@pytest.mark.parametrize("text", [r"\u0000", r"ab\u0000c"])
def test_nul_in_a_string_is_refused_by_path(client, text):
    assert refused(client, f'{{"choices": ["x", "{text}"]}}') == {
        "choices.1": [f"Character {text.index(chr(92)) + 1} can't be taken: it is NUL."]
    }


@pytest.mark.parametrize("text", [r"\ud800", r"\uDFFF", r"a\ud83dx", r"\udc00\ud800"])
def test_lone_surrogates_are_refused_by_path(client, text):
    [message] = refused(client, f'{{"instruction": "{text}"}}')["instruction"]
    assert "half a surrogate pair" in message


def test_surrogate_pairs_are_taken(client):
    assert post(client, r'{"a": "\ud83d\ude42"}').json() == {"a": "🙂"}


@pytest.mark.parametrize("name", [r"\u0000", r"a\udc00"])
def test_names_with_such_characters_are_refused(client, name):
    assert "" in refused(client, f'{{"{name}": 1}}')
    assert "a.0" in refused(client, f'{{"a": [{{"{name}": 1}}]}}')


def test_a_name_given_twice_is_refused_by_path(client):
    assert refused(client, '{"a": {"b": 1, "c": 2, "b": 1}}') == {"a.b": ["This name is given twice in one object."]}


def test_all_that_is_refused_is_named_at_once(client):
    assert set(refused(client, r'{"a": NaN, "b": ["\u0000", 1e999], "c": 1, "c": 2}')) == {"a", "b.0", "b.1", "c"}


def test_a_flood_of_faults_is_named_in_part(client):
    assert len(refused(client, json.dumps({"a": [float("nan")] * 10_000}))) == 20


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 500, 5_000, 150_000])
def test_deep_nesting_is_refused(client, depth):
    for inner in ("[" * (depth - 1) + "]" * (depth - 1), '{"a":' * (depth - 1) + "1" + "}" * (depth - 1)):
        [[message]] = refused(client, '{"a":' + inner + "}").values()
        assert message == "The body is nested more than 32 deep."


def test_nesting_up_to_the_limit_is_taken(client):
    depth = MAX_DEPTH - 1
    assert post(client, '{"a":' + "[" * depth + "]" * depth + "}").status_code == 200


def test_a_body_over_the_limit_is_a_413_that_tells_the_limit(client, settings):
    settings.HEAT_MAX_BODY = 1000
    assert post(client, json.dumps({"a": "x" * 991})).status_code == 200
    answer = post(client, json.dumps({"a": "x" * 992}))
    assert answer.status_code == 413
    assert "1,000 bytes" in answer.json()["detail"]
    assert answer.json()["title"] == "Content Too Large"


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "application/json; charset=UTF-8",
        'Application/JSON;charset="utf-8"',
        "application/ld+json",
        "",
    ],
)
def test_json_is_taken_by_its_types_and_without_one(client, content_type):
    assert post(client, '{"a": 1}', content_type).json() == {"a": 1}


@pytest.mark.parametrize(
    "content_type", ["text/plain", "text/html", "application/xml", "nonsense", "application/json; charset=utf-16"]
)
def test_other_types_and_charsets_are_a_415(client, content_type):
    assert post(client, '{"a": 1}', content_type).status_code == 415


@given(st.binary(max_size=200))
def test_no_bytes_make_anything_but_a_refusal(body):
    try:
        read_object(body)
    except (ParseError, ValidationError):
        pass


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(st.characters(exclude_categories=())),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=())), inner),
    )
)
def test_what_is_taken_can_be_written_again(value):
    try:
        taken = read_object(json.dumps({"a": value}).encode())
    except ValidationError:
        return
    written = json.dumps(taken, ensure_ascii=False, allow_nan=False)
    assert "\x00" not in written
    assert read_object(written.encode()) == taken
