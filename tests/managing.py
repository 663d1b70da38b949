"""How tests use the managers' pages."""

from typing import Any

from django.apps import apps
from django.db.models import Model
from django.test import Client
from django.urls import reverse


def our_models() -> list[type[Model]]:
    labels = ("requests_app", "crunchers", "heatsite")
    return [model for label in labels for model in apps.get_app_config(label).get_models()]


def list_of(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def page_of(row: Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def act(client: Client, action: str, *rows: Model) -> Any:
    """Use an action of a list on some of its rows."""
    data = {"action": action, "_selected_action": [str(row.pk) for row in rows]}
    return client.post(list_of(type(rows[0])), data, follow=True)


def dialog(client: Client, row: Model, action: str, **data: str) -> Any:
    """Use an action of a row's page, and say yes."""
    url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{action}", args=[row.pk])
    return client.post(url, {"_form_submitted": "on", **data})


def rows_of(answer: Any) -> list[Model]:
    """The rows of a list that was answered."""
    return list(answer.context["cl"].result_list)
