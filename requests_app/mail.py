"""The only door to mail: letters from templates/mail, and the links in them.

A letter's first line is its subject. Links begin with HEAT_PUBLIC_URL: the host that a caller names goes into none.
`settings.MAIL` says how it goes out: "sent" by SMTP, "printed" where the one process runs, or "none".
"""

import logging
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)


class MailFailed(Exception):
    """The letter could not be handed to the mail server."""


def absolute(path: str) -> str:
    """The whole address of a path of this server."""
    return f"{settings.PUBLIC_URL}{path}"


def send(letter: str, to: str, **context: Any) -> None:
    """Send the letter of a template's name. Raises MailFailed, after at most EMAIL_TIMEOUT seconds a step."""
    text = render_to_string(f"mail/{letter}.txt", {**context, "public_url": settings.PUBLIC_URL})
    subject, _, body = text.strip().partition("\n")
    try:
        EmailMessage(" ".join(subject.split()), f"{body.strip()}\n", to=[to]).send()
    except (OSError, SMTPException, UnicodeError) as error:
        logger.error("a letter (%s) could not be sent: %s", letter, error)
        raise MailFailed from error
