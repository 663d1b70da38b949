"""The console's socket: tells the pages of an account that one of its requests was made, or ended."""

from typing import Any

from channels.db import database_sync_to_async
from django.urls import path

from requests_app.events import account_group
from requests_app.listening import Listener
from requests_app.models import Membership

from . import converters  # noqa: F401 - its import makes <id:…> known


@database_sync_to_async
def _is_member(user: Any, account_id: int) -> bool:
    return bool(user.is_active) and Membership.objects.filter(account_id=account_id, user_id=user.pk).exists()


class ConsoleConsumer(Listener):
    """Listens for one account, by its members."""

    async def wanted_group(self) -> str | None:
        account_id = self.scope["url_route"]["kwargs"]["account_id"]
        return account_group(account_id) if await _is_member(self.scope["user"], account_id) else None


websocket_urlpatterns = [path("console/<id:account_id>/socket", ConsoleConsumer.as_asgi())]
