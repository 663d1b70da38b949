"""The work page's socket: it only forwards what events.py says."""

from typing import Any

from channels.db import database_sync_to_async

from requests_app.events import cruncher_group
from requests_app.listening import Listener

from .models import Cruncher


@database_sync_to_async
def _cruncher_id(user: Any) -> int | None:
    """The approved cruncher who is signed in."""
    approved = Cruncher.objects.filter(user_id=user.pk, standing=Cruncher.Standing.APPROVED)
    return approved.values_list("pk", flat=True).first() if user.is_active else None


class WorkConsumer(Listener):
    """Listens for one approved cruncher, until they are banned or paused."""

    async def wanted_group(self) -> str | None:
        cruncher_id = await _cruncher_id(self.scope["user"])
        return None if cruncher_id is None else cruncher_group(cruncher_id)
