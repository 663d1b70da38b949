"""Strict fields: JSON is taken as it is and never coerced, and all that is wrong is named at once.

A string is not a number, `true` is not 1, and null is no value. Errors are DRF's nested details, so that the path of
each wrong value (`per_annotation.choices.2`) comes of itself.
"""

import math
import unicodedata
from collections.abc import Iterator
from typing import Any

from django.core.validators import MaxLengthValidator
from rest_framework import serializers
from rest_framework.fields import SkipField, empty

# The largest whole number that every JSON reader keeps exactly (2 to the 53rd, less one).
MAX_INTEGER = 9_007_199_254_740_991
INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})

Detail = list[Any] | dict[Any, Any]  # what is wrong: sentences, or details by the key or index they are about


def is_blank(text: str) -> bool:
    """Whether a person would see nothing of it: white space, control and zero-width characters only."""
    return all(unicodedata.category(character) in INVISIBLE for character in text.strip())


def fold_white_space(text: str) -> str:
    """Trimmed, and each run of white space made one space."""
    return " ".join(text.split())


def is_number(value: Any) -> bool:
    """Whether a JSON value is a finite number; booleans are none."""
    return (isinstance(value, int) and not isinstance(value, bool)) or (
        isinstance(value, float) and math.isfinite(value)
    )


def whole(value: Any) -> int | None:
    """The whole number that a JSON value is (3 and 3.0 are the same number in JSON), else None."""
    if not is_number(value) or (isinstance(value, float) and not value.is_integer()):
        return None
    return int(value)


class Fields(serializers.Serializer):
    """An object whose fields are checked each for itself and then against each other, all errors being gathered."""

    def rules(self, values: dict[str, Any], wrong: dict[str, Any]) -> Iterator[tuple[str, Detail]]:
        """Yield (field, detail) for what is wrong between fields.

        `values` holds the fields that are right so far, defaults filled in: a rule whose fields are not all there
        says nothing. `wrong` holds the details of the others.
        """
        yield from ()

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise serializers.ValidationError(["Must be an object."])
        values: dict[str, Any] = {}
        wrong: dict[str, Any] = {}
        for field in self._writable_fields:
            name = str(field.field_name)
            try:
                values[name] = field.run_validation(data.get(name, empty))
            except serializers.ValidationError as error:
                wrong[name] = error.detail
            except SkipField:
                pass
        for name, detail in self.rules(values, wrong):
            values.pop(name, None)
            wrong.setdefault(name, detail)
        if wrong:
            raise serializers.ValidationError(wrong)
        return values


class String(serializers.CharField):
    """A string, kept as given unless `trim_whitespace`. Blank means that a person would see nothing."""

    default_error_messages = {"invalid": "Must be a string.", "blank": "Must not be blank."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"trim_whitespace": False, **kwargs})

    def run_validation(self, data: Any = empty) -> Any:
        # Before DRF looks at it: str() of a number of 5,000 digits raises.
        if data is not empty and data is not None:
            if not isinstance(data, str):
                self.fail("invalid")
            if not self.allow_blank and is_blank(data):
                self.fail("blank")
        return super().run_validation(data)


class Integer(serializers.IntegerField):
    """A whole number; 3.0 is 3, as in JSON Schema."""

    default_error_messages = {"invalid": "Must be a whole number."}

    def to_internal_value(self, data: Any) -> int:
        number = whole(data)
        if number is None:
            self.fail("invalid")
        return number


class Number(serializers.FloatField):
    """A finite number, kept as the whole or decimal number it was given as."""

    default_error_messages = {"invalid": "Must be a number."}

    def to_internal_value(self, data: Any) -> Any:
        if not is_number(data):
            self.fail("invalid")
        return data


class Boolean(serializers.BooleanField):
    """true or false, and nothing that merely looks like it."""

    default_error_messages = {"invalid": "Must be true or false."}

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid")
        return data


class Choice(serializers.ChoiceField):
    """One of a few strings."""

    default_error_messages = {"invalid_choice": "Must be one of: {choices}."}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str) or data not in self.choices:
            self.fail("invalid_choice", choices=", ".join(self.choices))
        return data


class List(serializers.ListField):
    """A list, counted before its items are looked at."""

    default_error_messages = {
        "not_a_list": "Must be a list.",
        "min_length": "Must have at least {min_length}.",
        "max_length": "Must have at most {max_length}.",
    }

    def to_internal_value(self, data: Any) -> list[Any]:
        if not isinstance(data, list):
            self.fail("not_a_list")
        if self.max_length is not None and len(data) > self.max_length:
            self.fail("max_length", max_length=self.max_length)
        return super().to_internal_value(data)


class Dictionary(serializers.DictField):
    """An object with names of the client's own, counted before its values are looked at."""

    default_error_messages = {"not_a_dict": "Must be an object.", "max_length": "Must have at most {max_length}."}

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        self.max_length = max_length
        # The validator is what the API description reads; the count is taken before it.
        super().__init__(**kwargs, validators=[MaxLengthValidator(max_length)])

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            self.fail("not_a_dict")
        if len(data) > self.max_length:
            self.fail("max_length", max_length=self.max_length)
        return super().to_internal_value(data)


class Asked(Fields):
    """What asks a person something: the whole question, or the question about each mark."""

    instruction = String(
        trim_whitespace=True, max_length=10_000, help_text="What is asked, in natural language. Trimmed."
    )
