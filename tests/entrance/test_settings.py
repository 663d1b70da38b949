"""What the environment makes of mail and of signing up."""

import json
import subprocess
import sys

import pytest

from tests.processes import environment

PRINT = """
import json
from heatsite import settings as s
names = "MAIL HEAT_SIGN_UP ACCOUNT_EMAIL_VERIFICATION EMAIL_BACKEND DEFAULT_FROM_EMAIL EMAIL_HOST EMAIL_USE_TLS".split()
print(json.dumps([getattr(s, name, "") for name in names]))
"""
MANY = {"DATABASE_URL": "postgresql://h@127.0.0.1/h", "SECRET_KEY": "x", "HEAT_PUBLIC_URL": "https://heat.example.com"}
SMTP = {"EMAIL_URL": "smtp+tls://u:p@mail.example.com:587"}


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, ["printed", True, "none", "console", "Heat <heat@127.0.0.1>", "", ""]),
        (MANY, ["none", False, "none", "dummy", "Heat <heat@heat.example.com>", "", ""]),
        (
            {**MANY, **SMTP, "HEAT_SIGN_UP": "on", "HEAT_MAIL_FROM": "a@example.com"},
            ["sent", True, "mandatory", "smtp", "a@example.com", "mail.example.com", True],
        ),
    ],
    ids=["the one process", "many processes", "many with mail"],
)
def test_the_defaults_are_safe(given, wanted, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", PRINT],
        env=environment(HEAT_DATA=str(tmp_path), **given),
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    found[3] = found[3].split(".")[-2]
    assert found == wanted
