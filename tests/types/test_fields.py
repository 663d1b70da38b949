"""What all fields and rules share."""

import pytest
from rest_framework.serializers import ValidationError

from requests_app.request_types.fields import Fields, Integer, is_blank

from .asking import flat


class Stay(Fields):
    """Three numbers in order."""

    nights = Integer()
    guests = Integer(default=2)

    def rules(self, values, wrong):
        if values.get("nights", 1) < 1:
            yield "nights", ["Too short."]
        if {"nights", "guests"} <= values.keys() and values["nights"] < values["guests"]:
            yield "guests", ["Too many."]


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({"nights": 0}, {"nights": ["Too short."]}),
        ({"nights": 1}, {"guests": ["Too many."]}),
        ({"nights": "1", "guests": 3}, {"nights": ["Must be a whole number."]}),
        ({"nights": 0, "guests": None}, {"nights": ["Too short."], "guests": ["This field may not be null."]}),
        ([], {"": ["Must be an object."]}),
    ],
)
def test_a_rule_speaks_only_of_fields_that_are_right_so_far(data, errors):
    with pytest.raises(ValidationError) as caught:
        Stay().run_validation(data)
    assert flat(caught.value.detail) == errors


@pytest.mark.parametrize("text", ["", " ", "\t\r\n", "\u200b", "\u00a0\ufeff\u2060", "\x00"])
def test_what_nobody_can_see_is_blank(text):
    assert is_blank(text)


@pytest.mark.parametrize("text", ["x", " . ", "\u200b0", "🫨", "字", "\u0301"])
def test_what_can_be_seen_is_not_blank(text):
    assert not is_blank(text)
