"""What the tests of the types ask: a question, or why it is refused."""

import pytest
from rest_framework.serializers import ValidationError

from requests_app.api.serializers import read_question
from requests_app.request_types import REQUEST_TYPES


def asked(name, /, **body):
    """The params of a lawful question."""
    return read_question(REQUEST_TYPES[name], {"instruction": "Do it", **body}, "staging").params


def refused(name, /, **body):
    """The errors of a question by the path of what is wrong, as the API shows them."""
    with pytest.raises(ValidationError) as caught:
        read_question(REQUEST_TYPES[name], {"instruction": "Do it", **body}, "staging")
    return flat(caught.value.detail)


def answered(name, params, answer, sizes=None):
    """The answer as it is stored."""
    return REQUEST_TYPES[name].clean_answer(params, answer, sizes)


def unanswerable(name, params, answer, sizes=None):
    """The errors of an answer by path."""
    with pytest.raises(ValidationError) as caught:
        REQUEST_TYPES[name].clean_answer(params, answer, sizes)
    return flat(caught.value.detail)


def flat(detail, prefix=""):
    """{path: [sentence, …]} of DRF's nested detail; the empty path is the whole."""
    if isinstance(detail, dict):
        return {
            path: sentences
            for key, inner in detail.items()
            for path, sentences in flat(inner, f"{prefix}.{key}" if prefix else str(key)).items()
        }
    return {prefix: [str(sentence) for sentence in detail]}
