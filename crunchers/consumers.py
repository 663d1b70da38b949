"""The work page's socket: it only forwards what events.py says; a page asks and answers by HTTP."""

from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from requests_app.events import cruncher_group

from .models import Cruncher


@database_sync_to_async
def _cruncher_id(user: Any) -> int | None:
    """The approved cruncher who is signed in: the one look at the database that a socket takes."""
    approved = Cruncher.objects.filter(user_id=user.pk, standing=Cruncher.Standing.APPROVED)
    return approved.values_list("pk", flat=True).first() if user.is_active else None


class WorkConsumer(AsyncJsonWebsocketConsumer):
    """Listens for one cruncher. Close codes: 4401 not signed in as an approved cruncher, 4403 banned or paused."""

    group = ""

    async def connect(self) -> None:
        cruncher_id = await _cruncher_id(self.scope["user"])
        if cruncher_id is None:
            await self.close(code=4401)
            return
        self.group = cruncher_group(cruncher_id)
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        if self.group:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """Nothing is asked over the socket."""

    async def to_page(self, event: dict[str, Any]) -> None:
        message = event["message"]
        if message["type"] == "bye":
            await self.close(code=4403)
        else:
            await self.send_json(message)
