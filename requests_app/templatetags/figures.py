"""Filters for figures on pages."""

from django import template

from requests_app.plots import percent, seconds

register = template.Library()


@register.filter
def share(value: float | None) -> str:
    """A share as a percentage; a dash where there is none."""
    return "–" if value is None else percent(value)


@register.filter
def whole(value: int) -> str:
    """A count with its thousands set apart."""
    return f"{value:,}"


@register.filter
def lasting(value: float | None) -> str:
    """Seconds as people say them; a dash where there are none."""
    return "–" if value is None else seconds(value)
