"""The admin's sidebar: what managers do, in the order in which they need it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

GROUPS = (
    (
        "Work",
        (
            ("Requests", "help_center", "requests_app.heatrequest"),
            ("Batches", "stacks", "requests_app.batch"),
            ("Assignments", "pan_tool_alt", "requests_app.assignment"),
            ("Crunchers", "groups", "crunchers.cruncher"),
        ),
    ),
    (
        "Clients",
        (
            ("Accounts", "business_center", "requests_app.account"),
            ("Members", "badge", "requests_app.membership"),
            ("Invitations", "mail", "requests_app.invitation"),
            ("API keys", "key", "requests_app.apikey"),
            ("Usage", "bar_chart", "requests_app.usage"),
            ("Webhook deliveries", "webhook", "requests_app.webhookdelivery"),
            ("Webhook hosts", "dns", "requests_app.webhookhost"),
        ),
    ),
    (
        "Server",
        (
            ("Switches", "toggle_on", "requests_app.switches"),
            ("Users", "person", "heatsite.user"),
            ("Groups", "shield_person", "auth.group"),
            ("Failed sign-ins", "lock_person", "axes.accessattempt"),
            ("Sign-ins", "login", "axes.accesslog"),
        ),
    ),
    (
        "Behind the scenes",
        (
            ("Delivery attempts", "outgoing_mail", "requests_app.deliveryattempt"),
            ("Idempotency keys", "repeat", "requests_app.idempotencykey"),
            ("Tags", "sell", "requests_app.requesttag"),
        ),
    ),
)


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """unfold's SIDEBAR navigation: the pages that this manager may see."""
    seen = {f"{model._meta.label_lower}": pages for model, pages in admin.site._registry.items()}
    groups = []
    for title, entries in GROUPS:
        items = [
            {"title": name, "icon": icon, "link": reverse(f"admin:{label.replace('.', '_')}_changelist")}
            for name, icon, label in entries
            if seen[label].has_view_or_change_permission(request)
        ]
        if items:
            groups.append({"title": title, "separator": True, "items": items})
    return groups
