"""The first steps of an account: a key, and the call that asks with it."""

from django.http import HttpRequest, HttpResponse

from requests_app import mail
from requests_app.api import keys
from requests_app.models import Environment

from .access import Seat, member_page, show
from .api_keys import KeyForm


@member_page("GET", "POST")
def start(http_request: HttpRequest, seat: Seat) -> HttpResponse:
    """The steps; a POST makes a key, which stands in the call that is shown, in this answer alone."""
    context = {"url": mail.absolute("")}
    if http_request.method != "POST":
        return show(http_request, seat, "start", context, section="start")
    seat.needs_owner()
    form = KeyForm(http_request.POST)
    if not form.is_valid():
        return show(http_request, seat, "start", {**context, "error": True}, section="start", status=400)
    key = keys.new_key(form.cleaned_data["environment"])
    keys.store(seat.account, key, "first steps")
    made = {"key": key, "live": form.cleaned_data["environment"] == Environment.LIVE}
    return show(http_request, seat, "start", {**context, **made}, section="start")
