"""Routes of the documentation."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.urls import path
from drf_spectacular.views import SpectacularSwaggerSplitView

from . import views

# Swagger UI, from the pinned package's own files. It sets styles on its elements.
_reference = csp_update({"style-src": [SELF, UNSAFE_INLINE]})(
    SpectacularSwaggerSplitView.as_view(url="/v1/openapi.json", authentication_classes=[], permission_classes=[])
)

urlpatterns = [
    path("docs/reference/", _reference, name="docs-reference"),
    path("docs/", views.page, name="docs"),
    path("docs/key/", views.make_key, name="docs-key"),
    path("docs/types/<str:name>/", views.type_page, name="docs-type"),
    path("docs/<slug:slug>/", views.page, name="docs-page"),
    path("llms.txt", views.llms, name="llms"),
]
