"""The types of requests, by name. A new one is a module here, a template, a script, a test file and a line below."""

from .base import RequestType
from .free_text import FreeText
from .multiple_choice import MultipleChoice
from .rating import Rating

REQUEST_TYPES: dict[str, RequestType] = {
    request_type.name: request_type
    for request_type in (
        MultipleChoice(),
        FreeText(),
        Rating(),
    )
}
