"""A client of the API for tests that need no network: JSON in, a key in its header."""

import json
from typing import Any

from django.test import Client

from requests_app.api import keys
from requests_app.models import Account
from tests.description import assert_described


class ApiClient:
    """Calls with one key; `post` sends JSON. Every answer is held against the API's description."""

    def __init__(self, key: str) -> None:
        self.client = Client(headers={"X-Heat-API-Key": key})

    def get(self, path: str, query: dict[str, Any] | None = None, **extra: Any) -> Any:
        answer = self.client.get(path, query or {}, **extra)
        if answer.streaming:
            content = answer.getvalue()
            answer.json = lambda: json.loads(content)
            answer.streaming_content = [content]  # it can be read again
        return self._described(answer)

    def post(self, path: str, body: Any = None, **extra: Any) -> Any:
        if body is None:
            return self._described(self.client.post(path, content_type="application/json", **extra))
        return self._described(self.client.post(path, body, content_type="application/json", **extra))

    def delete(self, path: str, **extra: Any) -> Any:
        return self._described(self.client.delete(path, **extra))

    def _described(self, answer: Any) -> Any:
        assert_described(answer)
        return answer


def client_of(account: Account, environment: str) -> ApiClient:
    """A client with a new key of `account`."""
    key = keys.new_key(environment)
    keys.store(account, key)
    return ApiClient(key)
