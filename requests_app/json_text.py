"""A JSON value kept as text, exactly as it was given."""

import json
from typing import Any

from django.db import models


class JSONTextField(models.TextField):
    """JSON in a text column.

    PostgreSQL's jsonb sorts keys and rewrites numbers, but a client's fields are echoed as given; nothing here is
    ever searched by its inside, so that text also is the fastest to store and to read.
    """

    # What the type checker takes for the value's type: any JSON.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Any:
        return None if value is None else json.loads(value)

    def to_python(self, value: Any) -> Any:
        return value

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def value_to_string(self, obj: models.Model) -> str:
        return json.dumps(self.value_from_object(obj), ensure_ascii=False)
