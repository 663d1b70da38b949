"""For templates of request types: what a question's choices look like."""

from typing import Any

from django import template

from crunchers import attachments

register = template.Library()


@register.filter
def shown_choices(params: dict[str, Any]) -> list[dict[str, Any]]:
    """`{% for item in params|shown_choices %}{% include "crunchers/_attachment.html" %}{% endfor %}`"""
    return attachments.shown_choices(params)
