"""Webhooks as the Python client checks them, against the reference library."""

import json
import time
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook

from heat_client import Batch, InvalidSignature, Request, webhooks

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = json.dumps({"id": "one", "status": "complete", "type": "free-text", "response": "hä"})


def signed(body: str = BODY, *, at: float = 0, secret: str = SECRET) -> dict[str, str]:
    """The headers by the reference library; `at` seconds from now."""
    moment = datetime.fromtimestamp(int(time.time() + at), UTC)
    return {
        "Webhook-Id": "msg_1",
        "Webhook-Timestamp": str(int(moment.timestamp())),
        "Webhook-Signature": Webhook(secret).sign("msg_1", moment, body),
    }


def test_what_the_reference_library_signs_is_read() -> None:
    said = webhooks.read(BODY.encode(), signed(), SECRET)
    assert isinstance(said, Request) and said.response == "hä"
    assert webhooks.verify(BODY, signed(), SECRET) == "msg_1"


def test_a_batch_s_webhook_is_a_batch() -> None:
    counts = {"total": 1, "pending": 0, "complete": 1, "flagged": 0, "aborted": 0}
    body = json.dumps({"id": "b", "name": "n", **counts})
    assert isinstance(webhooks.read(body, signed(body), SECRET), Batch)


def test_of_several_signatures_one_suffices() -> None:
    headers = signed()
    headers["Webhook-Signature"] = f"v1,bm8= v2,{headers['Webhook-Signature'][3:]} {headers['Webhook-Signature']}"
    assert webhooks.verify(BODY, headers, SECRET)
    headers["Webhook-Signature"] = f"v2,{headers['Webhook-Signature'].split()[-1][3:]}"
    with pytest.raises(InvalidSignature):
        webhooks.verify(BODY, headers, SECRET)


@pytest.mark.parametrize("change", ["body", "secret", "old", "early", "id", "no header", "words for a time"])
def test_what_is_not_genuine_is_refused(change: str) -> None:
    headers, body, secret = signed(at={"old": -301, "early": 302}.get(change, 0)), BODY, SECRET
    if change == "body":
        body += " "
    if change == "secret":
        secret = "whsec_bm90aGluZyBhdCBhbGw="
    if change == "id":
        headers["Webhook-Id"] = "msg_2"
    if change == "no header":
        del headers["Webhook-Signature"]
    if change == "words for a time":
        headers["Webhook-Timestamp"] = "now"
    with pytest.raises(InvalidSignature):
        webhooks.read(body, headers, secret)


def test_a_secret_that_is_none_is_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="whsec_"):
        webhooks.verify(BODY, signed(), "whsec_???")
