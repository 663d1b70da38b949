"""API keys: `test_` or `live_`, 32 lower-case hex digits, and 8 more that are the CRC-32 of all before them.

The checksum tells a mistyped key from an unknown one without a database read. Keys are stored as SHA-256 digests:
with 128 random bits a slow hash would protect nothing more, and would cost every call.
"""

import hashlib
import hmac
import re
import secrets
import zlib

from requests_app.models import Account, ApiKey, Environment

# The key in the published examples. It has no checksum, and is known only where settings.HEAT_SAMPLE_KEY is on.
SAMPLE_KEY = "test_e53bbf19fdd077eda1cd933a54ebe987"

PREFIXES = {Environment.STAGING.value: "test_", Environment.LIVE.value: "live_"}
_FORM = re.compile(r"(?:test|live)_[0-9a-f]{40}")


def new_key(environment: str) -> str:
    """A new random key for "live" or "staging"."""
    return _with_checksum(environment, secrets.token_hex(16))


def derive_key(environment: str, secret: bytes) -> str:
    """The key that a secret stands for: the same on every start of a demo, though only digests are stored."""
    body = hmac.new(secret, f"heat api key {environment}".encode(), hashlib.sha256).hexdigest()[:32]
    return _with_checksum(environment, body)


def well_formed(key: str) -> bool:
    """Whether the key can be one at all: its form and its checksum are right."""
    return len(key) == 45 and _FORM.fullmatch(key) is not None and key[-8:] == _checksum(key[:-8])


def environment_of(key: str) -> str:
    """Where the key's requests live; the key is well formed, or the sample key."""
    return Environment.STAGING.value if key.startswith("test_") else Environment.LIVE.value


def digest(key: str) -> str:
    """What is stored of a key: 64 hex digits."""
    return hashlib.sha256(key.encode()).hexdigest()


def store(account: Account, key: str, name: str = "") -> ApiKey:
    """The row of a key, made when there is none yet. A row of the same key is left as it is, revoked or not."""
    row, _ = ApiKey.objects.get_or_create(
        digest=digest(key),
        defaults={
            "account": account,
            "name": name,
            "environment": environment_of(key),
            "prefix": key[:12],
            "last_four": key[-4:],
        },
    )
    return row


def _with_checksum(environment: str, body: str) -> str:
    key = PREFIXES[environment] + body
    return key + _checksum(key)


def _checksum(text: str) -> str:
    return f"{zlib.crc32(text.encode()):08x}"
