"""The rows of the client's side. They have no side effects: what happens to them stands in lifecycle.py."""

from .accounts import Account, ApiKey, Environment, Invitation, Membership, Usage
from .assignments import Assignment
from .deliveries import DeliveryAttempt, WebhookDelivery, WebhookHost
from .questions import Batch, HeatRequest, IdempotencyKey, RequestTag
from .switches import Switches

__all__ = [
    "Account",
    "ApiKey",
    "Assignment",
    "Batch",
    "DeliveryAttempt",
    "Environment",
    "HeatRequest",
    "IdempotencyKey",
    "Invitation",
    "Membership",
    "RequestTag",
    "Switches",
    "Usage",
    "WebhookDelivery",
    "WebhookHost",
]
