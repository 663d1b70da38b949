"""The types of requests, by name. A new one is a module here, a template, a script, a test file and a line below."""

from .annotations import Annotations
from .annotations_with import AnnotationsWith
from .base import RequestType
from .free_text import FreeText
from .media import Media
from .multiple_choice import MultipleChoice
from .rating import Rating

REQUEST_TYPES: dict[str, RequestType] = {
    request_type.name: request_type
    for request_type in (
        MultipleChoice(),
        FreeText(),
        Rating(),
        Media("image", "Ask for a picture", "/static/samples/sample.png", "A picture of a birthday cake"),
        Media("video", "Ask for a film", "/static/samples/sample.mp4", "A video of a cat that walks"),
        Media("audio", "Ask for a recording", "/static/samples/sample.wav", "Say the word: encyclopedia"),
        Annotations(),
        AnnotationsWith(MultipleChoice(), "What is of that colour?", choices=["a door", "a roof", "a fence"]),
        AnnotationsWith(FreeText(), "What is of that colour?"),
        AnnotationsWith(Rating(), "How bright is that colour?", rating_max=10),
    )
}
