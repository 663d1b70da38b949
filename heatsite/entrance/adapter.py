"""What django-allauth asks of the site."""

import re
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse

from requests_app import mail
from requests_app.newcomers import let_in

SAME = {"password_reset": "password_changed"}  # letters that say the same
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class Adapter(DefaultAccountAdapter):
    """Links by HEAT_PUBLIC_URL, letters by requests_app.mail, no flash messages, no answers in JSON."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.HEAT_SIGN_UP)

    def login(self, request: HttpRequest, user: Any) -> None:
        let_in(request, user)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return reverse("console")

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return mail.absolute(reverse("account_confirm_email", args=[emailconfirmation.key]))

    def get_reset_password_from_key_url(self, key: str) -> str:
        uidb36, _, token = key.partition("-")
        return mail.absolute(reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": token}))

    def generate_unique_username(self, txts: list[str | None], regex: str | None = None) -> str:
        """The address's first part and something random: always, so that it never tells who else is here."""
        random = "".join(secrets.choice(LETTERS) for _ in range(6))
        first = next((text for text in txts if text and "@" in text), "").partition("@")[0]
        return f"{re.sub(r'[^a-z0-9_.-]', '', first)[:60] or 'user'}-{random}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        letter = template_prefix.rpartition("/")[2]
        try:
            mail.send(SAME.get(letter, letter), email, **context)
        except mail.MailFailed as error:
            raise ImmediateHttpResponse(render(self.request, "account/mail_failed.html", status=503)) from error

    def send_notification_mail(self, *args: Any, **options: Any) -> None:
        """Tell somebody what was changed; it stays changed when that can't be sent."""
        try:
            super().send_notification_mail(*args, **options)
        except ImmediateHttpResponse:
            pass

    def add_message(self, *args: Any, **options: Any) -> None:
        """The pages say it themselves."""

    def is_ajax(self, request: HttpRequest) -> bool:
        return False
