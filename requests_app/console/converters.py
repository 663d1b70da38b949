"""What may stand in the console's paths."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class IdConverter(IntConverter):
    """`<id:…>`: an id that every database can look for; a longer number is nothing's."""

    regex = "[0-9]{1,18}"


register_converter(IdConverter, "id")
