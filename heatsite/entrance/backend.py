"""Signing in by e-mail address, beside Django's own backend, by name."""

from typing import Any

from allauth.account.utils import filter_users_by_email
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest


class EmailBackend(ModelBackend):
    """Tries each user of an address; where there is none it takes as long as for one."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **options: Any
    ) -> Any:
        if not username or not password or "@" not in username:
            return None
        users = filter_users_by_email(username, prefer_verified=True)
        for user in users:
            if user.check_password(password) and self.user_can_authenticate(user):
                return user
        if not users:
            get_user_model()().set_password(password)
        return None
