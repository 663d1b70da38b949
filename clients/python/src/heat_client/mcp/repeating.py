"""Asking the same again asks nobody twice: while it is pending, and for ten minutes after it was answered.

What an agent asks bears a tag made from its content, by which the former one is found: the ten minutes are counted from
that one and have no edge at which two are asked. The idempotency key names the content and the former request, so that
two who ask at once send the same.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from heat_client._async.client import AsyncHeat
from heat_client.objects import Request

SAME_FOR = timedelta(minutes=10)
TRIES = 3


def tag_of(type: str, body: Mapping[str, Any]) -> str:
    """The tag of a question: the same for the same content."""
    content = json.dumps([type, body], sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return f"mcp-{hashlib.sha256(content.encode()).hexdigest()[:40]}"


def still_counts(request: Request[Any], now: datetime) -> bool:
    """Whether asking the same again means this one: it is pending, or was answered within ten minutes."""
    if request.pending:
        return True
    ended = request.completed_at
    return request.status != "aborted" and ended is not None and now - ended < SAME_FOR


async def ask_once(heat: AsyncHeat, type: str, body: Mapping[str, Any]) -> Request[Any]:
    """Ask, or give what the same question was asked as before. Raises HeatError."""
    tag = tag_of(type, body)

    async def ask(former: str) -> Request[Any]:
        return await heat.ask(type, {**body, "tags": [tag]}, idempotency_key=f"{tag}-{former}")

    found = (await heat.page(tag=tag, limit=1)).requests
    asked = found[0] if found else await ask("first")
    for _ in range(TRIES):
        if still_counts(asked, datetime.now(UTC)):
            break
        # What comes back may be an old one, too, that was put away and so not found: then it is the former one.
        asked = await ask(asked.id)
    return asked
