"""free-text: which questions are taken, which answers to them, and which of those say the same."""

import time

import pytest

from requests_app.request_types import REQUEST_TYPES

from .asking import answered, asked, refused, unanswerable

NAME = "free-text"


@pytest.mark.parametrize("validation", ["", "Number", "email", None, 1, True, ["number"], {}])
def test_an_unknown_validation_is_refused(validation):
    assert refused(NAME, validation=validation).keys() == {"validation"}


@pytest.mark.parametrize("answer", ["hello world", " two\nlines ", "e\u0301", "🫨", "x" * 100_000])
def test_a_text_is_kept_as_it_was_written(answer):
    assert answered(NAME, asked(NAME), answer) == answer


@pytest.mark.parametrize("answer", ["", "  \n", "\u200b", "x" * 100_001, 42, None, True, ["x"], {"text": "x"}])
def test_what_is_no_text_is_refused(answer):
    assert unanswerable(NAME, asked(NAME), answer).keys() == {""}


@pytest.mark.parametrize("answer", ["42", " -3.5\n", "+0", "007", "6.02e23", "1e-999999999", "1E5", "9" * 1000])
def test_a_number_stays_a_string_and_is_trimmed(answer):
    assert answered(NAME, asked(NAME, validation="number"), answer) == answer.strip()


@pytest.mark.parametrize(
    "answer",
    [42, "", "x", "1,5", ".5", "5.", "1e", "e5", "0x1f", "1_000", "NaN", "inf", "--1", "1 2", "٤٢", "²", "9" * 1001],
)
def test_what_is_no_number_is_refused(answer):
    assert unanswerable(NAME, asked(NAME, validation="number"), answer).keys() == {""}


@pytest.mark.parametrize(
    "answer",
    [
        "http://a.example",
        " https://a.example/x?y=1#z ",
        "https://bücher.example/ä",
        "http://[::1]:8000/",
        "HTTP://A.B/",
    ],
)
def test_an_absolute_url_is_trimmed(answer):
    assert answered(NAME, asked(NAME, validation="url"), answer) == answer.strip()


@pytest.mark.parametrize(
    "answer",
    [
        "a.example",
        "//a.example/",
        "ftp://a.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://",
        "http:///x",
        "http://[::1",
        "http://a.example:99999/",
        "http://a.example:x/",
        "http:\\\\a.example",
        "http://a.example/a b",
        "http://a.example/\x01",
        "java\nscript:x",
        "http://a.example/" + "x" * 2048,
    ],
)
def test_what_is_no_absolute_url_is_refused(answer):
    assert unanswerable(NAME, asked(NAME, validation="url"), answer).keys() == {""}


@pytest.mark.parametrize(
    ("validation", "one", "other"),
    [
        (None, "Hello  World", " hello world\n"),
        (None, "Straße", "STRASSE"),
        (None, "ﬁne", "fine"),
        (None, "e\u0301", "é"),
        ("number", "42", "42.0"),
        ("number", "+1e3", "1000"),
        ("number", "-0", "0.00"),
        ("number", "0.10", "1e-1"),
        ("number", "1e999999999", "10e999999998"),
        ("url", "HTTP://A.example:80", "http://a.example/"),
        ("url", "http://a.example/%7euser/../x%c3%a9", "http://a.example/xé"),
        ("url", "http://bücher.example/", "http://xn--bcher-kva.example/"),
    ],
)
def test_answers_that_say_the_same_agree(validation, one, other):
    params = asked(NAME, **({"validation": validation} if validation else {}))
    assert REQUEST_TYPES[NAME].agrees(params, one, other)
    assert REQUEST_TYPES[NAME].agrees(params, other, one)


@pytest.mark.parametrize(
    ("validation", "one", "other"),
    [
        (None, "42", "42.0"),
        (None, "ice cream", "icecream"),
        ("number", "1", "-1"),
        ("number", "1e999999999", "1e999999998"),
        ("number", "0.1", "0.10000000000000000000000000000000001"),
        ("url", "http://a.example/x", "https://a.example/x"),
        ("url", "http://a.example/x", "http://a.example/X"),
        ("url", "http://a.example/a%2Fb", "http://a.example/a/b"),
    ],
)
def test_answers_that_say_something_else_do_not_agree(validation, one, other):
    params = asked(NAME, **({"validation": validation} if validation else {}))
    assert not REQUEST_TYPES[NAME].agrees(params, one, other)


def test_long_runs_of_combining_marks_are_compared_in_no_time():
    started = time.thread_time()
    REQUEST_TYPES[NAME].agrees(asked(NAME), "a" + "\u0301\u0316" * 49_999, "b")
    assert time.thread_time() - started < 2


@pytest.mark.parametrize("validation", ["number", "url"])
def test_a_staged_answer_is_what_validation_asks_for(validation):
    params = asked(NAME, validation=validation)
    staged = REQUEST_TYPES[NAME].staged_answer(params, 3)
    assert answered(NAME, params, staged) == staged
