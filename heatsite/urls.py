"""All routes of Heat."""

from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("admin/", admin.site.urls),
]

handler400 = "requests_app.api.errors.bad_request"
handler404 = "requests_app.api.errors.not_found"
handler500 = "requests_app.api.errors.server_error"
