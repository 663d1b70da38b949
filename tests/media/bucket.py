"""A storage whose files have no path on this machine, as those of a bucket have none."""

from typing import Any

from django.core.files.storage import InMemoryStorage


class Bucket(InMemoryStorage):
    """`url` as the storages that speak S3 take it."""

    def url(self, name: str | None, parameters: dict[str, Any] | None = None, expire: int | None = None) -> str:
        return f"https://bucket.example/{name}?type={(parameters or {}).get('ResponseContentType')}&for={expire}"

    def path(self, name: str) -> str:
        raise NotImplementedError("It is in a bucket.")
