"""manage.py webhook_secret ACCOUNT [--rotate]: the secret that signs an account's webhooks."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from requests_app import signing
from requests_app.models import Account


class Command(BaseCommand):
    help = "Shows the secret that signs an account's webhooks; with --rotate gives it a new one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("account", help="the account's name")
        parser.add_argument(
            "--rotate", action="store_true", help="make a new secret; the one before signs too for a day"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            account = Account.objects.get(name=options["account"])
        except Account.DoesNotExist:
            raise CommandError(f"There is no account named {options['account']!r}.") from None
        self.stdout.write(signing.rotate(account) if options["rotate"] else signing.secret_of(account))
