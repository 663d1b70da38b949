"""Routes of the API. Each stands with and without a trailing slash, with no redirect."""

from typing import Any

from django.urls import URLPattern, path

from requests_app.request_types import REQUEST_TYPES

from . import batches, schema_views, views


def both(route: str, view: Any, name: str) -> list[URLPattern]:
    return [path(route, view, name=name), path(f"{route}/", view, name=f"{name}-slash")]


# Ten concrete paths for the types: /requests/{type} and /requests/{id} could not be told apart.
urlpatterns = [
    route
    for request_type in REQUEST_TYPES.values()
    for route in both(
        f"requests/{request_type.name}",
        views.AskView.as_view(request_type=request_type),
        f"ask-{request_type.name}",
    )
]
urlpatterns += [
    *both("requests", views.RequestsView.as_view(), "requests"),
    *both("requests/<str:request_id>", views.RequestView.as_view(), "request"),
    *both("responses/<str:request_id>", views.ResponseView.as_view(), "response"),
    *both("tasks/abort/<str:request_id>", views.AbortView.as_view(), "abort"),
    *both("tasks/archive/<str:request_id>", views.ArchiveView.as_view(), "archive"),
    *both("batch", batches.BatchesView.as_view(), "batches"),
    *both("batch/<str:batch_id>", batches.BatchView.as_view(), "batch"),
    *both("batch/<str:batch_id>/results", batches.BatchResultsView.as_view(), "batch-results"),
    *both("batch/<str:batch_id>/abort", batches.BatchAbortView.as_view(), "batch-abort"),
    *both("account", batches.AccountView.as_view(), "account"),
    *both("openapi.json", schema_views.DescriptionView.as_view(form=schema_views.JSON), "openapi-json"),
    *both("openapi.yaml", schema_views.DescriptionView.as_view(form=schema_views.YAML), "openapi-yaml"),
]
