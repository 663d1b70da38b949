"""The rows of the client's side. They have no side effects: what happens to them stands in lifecycle.py."""

from .accounts import Account, ApiKey, Environment, Invitation, Membership, Usage
from .assignments import Assignment
from .deliveries import DeliveryAttempt, WebhookDelivery, WebhookHost
from .files import MediaFile, MediaUse, Upload
from .gold import GoldJudgement, GoldQuestion
from .learning import Accuracy, Confusion, Feedback, Lesson, QuestionKind
from .prices import Charge, Price
from .qualifications import NeededName, NeededSet, Qualification
from .questions import Batch, HeatRequest, IdempotencyKey, RequestTag
from .switches import Switches
from .tallies import Tally

__all__ = [
    "Account",
    "Accuracy",
    "ApiKey",
    "Assignment",
    "Batch",
    "Charge",
    "Confusion",
    "DeliveryAttempt",
    "Environment",
    "Feedback",
    "GoldJudgement",
    "GoldQuestion",
    "HeatRequest",
    "IdempotencyKey",
    "Invitation",
    "Lesson",
    "MediaFile",
    "MediaUse",
    "Membership",
    "NeededName",
    "NeededSet",
    "Price",
    "Qualification",
    "QuestionKind",
    "RequestTag",
    "Switches",
    "Tally",
    "Upload",
    "Usage",
    "WebhookDelivery",
    "WebhookHost",
]
