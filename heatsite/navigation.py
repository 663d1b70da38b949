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
            ("Flags to judge", "flag", "crunchers.flag"),
            ("Crunchers", "groups", "crunchers.cruncher"),
            ("Invited crunchers", "group_add", "crunchers.cruncherinvitation"),
            ("Qualifications", "school", "requests_app.qualification"),
            ("Gold questions", "verified", "requests_app.goldquestion"),
            ("Rates", "payments", "crunchers.rate"),
            ("Ledger", "receipt_long", "crunchers.ledgerentry"),
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
            ("Prices", "price_change", "requests_app.price"),
            ("Charges", "request_quote", "requests_app.charge"),
            ("Files", "perm_media", "requests_app.mediafile"),
            ("Webhook deliveries", "webhook", "requests_app.webhookdelivery"),
            ("Webhook hosts", "dns", "requests_app.webhookhost"),
        ),
    ),
    (
        "What is known",
        (
            ("Accuracies", "target", "requests_app.accuracy"),
            ("Kinds of questions", "category", "requests_app.questionkind"),
            ("Confusions", "grid_on", "requests_app.confusion"),
            ("Feedback", "rate_review", "requests_app.feedback"),
        ),
    ),
    (
        "Server",
        (
            ("Switches", "toggle_on", "requests_app.switches"),
            ("Users", "person", "heatsite.user"),
            ("E-mail addresses", "alternate_email", "account.emailaddress"),
            ("Groups", "shield_person", "auth.group"),
            ("Failed sign-ins", "lock_person", "axes.accessattempt"),
            ("Sign-ins", "login", "axes.accesslog"),
        ),
    ),
    (
        "Behind the scenes",
        (
            ("Delivery attempts", "outgoing_mail", "requests_app.deliveryattempt"),
            ("Lessons", "school", "requests_app.lesson"),
            ("Idempotency keys", "repeat", "requests_app.idempotencykey"),
            ("Tags", "sell", "requests_app.requesttag"),
            ("Gold judgements", "rule", "requests_app.goldjudgement"),
            ("Needed qualifications", "checklist", "requests_app.neededset"),
            ("Needed names", "label", "requests_app.neededname"),
            ("Tallies", "monitoring", "requests_app.tally"),
            ("Open work pages", "tab", "crunchers.openpage"),
            ("Uses of files", "attach_file", "requests_app.mediause"),
            ("Uploads", "upload", "requests_app.upload"),
            ("Signs of life", "monitor_heart", "heatsite.canary"),
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
