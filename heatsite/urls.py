"""All routes of Heat."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="crunch-home"), name="home"),
    path("v1/", include("requests_app.api.urls")),
    path("", include("requests_app.docs.urls")),
    path("", include("crunchers.urls")),
    path("console/", include("requests_app.console.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "requests_app.api.errors.bad_request"
handler404 = "requests_app.api.errors.not_found"
handler500 = "requests_app.api.errors.server_error"
