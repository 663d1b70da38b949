"""The secrets that sign: an account's own, rotated, shown by a command, and never in the database."""

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from standardwebhooks.webhooks import WebhookVerificationError

from requests_app import signing
from requests_app.models import Account
from tests.webhooks.passing import make_delivery, pass_time, work_off

pytestmark = pytest.mark.django_db


def command(*arguments):
    output = io.StringIO()
    call_command("webhook_secret", *arguments, stdout=output)
    return output.getvalue().strip()


def verifies(call, secret):
    try:
        call.verify(secret)
    except WebhookVerificationError:
        return False
    return True


def test_after_a_rotation_both_secrets_verify_for_a_day_and_then_the_new_one_alone(account, webhook_receiver):
    old = signing.secret_of(account)
    new = signing.rotate(account)
    assert old != new
    assert signing.secret_of(Account.objects.get(pk=account.pk)) == new
    make_delivery(account, webhook_receiver.url)
    work_off()
    pass_time(86300)
    make_delivery(account, webhook_receiver.url)
    work_off()
    pass_time(200)
    make_delivery(account, webhook_receiver.url)
    work_off()
    assert [verifies(call, new) for call in webhook_receiver.calls] == [True] * 3
    assert [verifies(call, old) for call in webhook_receiver.calls] == [True, True, False]


def test_each_account_has_a_secret_of_its_own_which_the_servers_key_decides(account, other_account, settings):
    secrets = {signing.secret_of(account), signing.secret_of(other_account)}
    settings.HEAT_SIGNING_KEY = "another"
    secrets |= {signing.secret_of(account), signing.secret_of(other_account)}
    assert len(secrets) == 4
    assert all(re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", secret) for secret in secrets)


def test_the_command_shows_and_rotates_an_accounts_secret(account):
    first = command(account.name)
    assert first == command(account.name) == signing.secret_of(account)
    second = command(account.name, "--rotate")
    assert second != first
    assert command(account.name) == second
    with pytest.raises(CommandError, match="no account named 'Nobody'"):
        command("Nobody")


def test_no_row_holds_a_secret(account, webhook_receiver):
    secret = signing.rotate(account)
    make_delivery(account, webhook_receiver.url)
    work_off()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert secret.removeprefix(signing.PREFIX) not in str(cursor.fetchall())
