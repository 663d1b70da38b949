"""The client of Heat, an API to human intelligence: `Heat`, and `AsyncHeat` for asyncio and trio."""

from . import webhooks
from ._async.client import AsyncHeat
from ._sync.client import Heat
from .errors import (
    ApiError,
    BadRequest,
    ConnectionFailed,
    HeatError,
    InvalidSignature,
    NotFound,
    RateLimited,
    ServerError,
    StillPending,
    Unauthorized,
)
from .objects import Account, Agreement, Batch, Eta, Flag, Mark, Page, Request, UploadedFile
from .version import VERSION as __version__

__all__ = [
    "Account",
    "Agreement",
    "ApiError",
    "AsyncHeat",
    "BadRequest",
    "Batch",
    "ConnectionFailed",
    "Eta",
    "Flag",
    "Heat",
    "HeatError",
    "InvalidSignature",
    "Mark",
    "NotFound",
    "Page",
    "RateLimited",
    "Request",
    "ServerError",
    "StillPending",
    "Unauthorized",
    "UploadedFile",
    "__version__",
    "webhooks",
]
