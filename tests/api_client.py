"""A client of the API for tests that need no network: JSON in, a key in its header."""

import json
from typing import Any

from django.test import Client

from requests_app.api import keys
from requests_app.models import Account


class ApiClient:
    """Calls with one key; `post` sends JSON."""

    def __init__(self, key: str) -> None:
        self.client = Client(headers={"X-Heat-API-Key": key})

    def get(self, path: str, query: dict[str, Any] | None = None, **extra: Any) -> Any:
        answer = self.client.get(path, query or {}, **extra)
        if answer.streaming:
            answer.json = lambda: json.loads(answer.getvalue())
        return answer

    def post(self, path: str, body: Any = None, **extra: Any) -> Any:
        if body is None:
            return self.client.post(path, content_type="application/json", **extra)
        return self.client.post(path, body, content_type="application/json", **extra)

    def delete(self, path: str, **extra: Any) -> Any:
        return self.client.delete(path, **extra)


def client_of(account: Account, environment: str) -> ApiClient:
    """A client with a new key of `account`."""
    key = keys.new_key(environment)
    keys.store(account, key)
    return ApiClient(key)
