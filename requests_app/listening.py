"""Sockets that only listen: they forward what events.py says; a page asks and answers by HTTP."""

from typing import Any

from channels.generic.websocket import AsyncJsonWebsocketConsumer


class Listener(AsyncJsonWebsocketConsumer):
    """Listens to one group. Close codes: 4401 for whoever may not, 4403 for whoever may no longer."""

    group = ""

    async def wanted_group(self) -> str | None:
        """The group that this user may listen to; None where they may not. The one look at the database."""
        raise NotImplementedError

    async def connect(self) -> None:
        group = await self.wanted_group()
        if group is None:
            await self.close(code=4401)
            return
        self.group = group
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
