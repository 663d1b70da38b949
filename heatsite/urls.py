"""All routes of Heat."""

from django.contrib import admin
from django.urls import include, path, re_path

from .entrance.sign_in import home
from .media import media

urlpatterns = [
    path("", home, name="home"),
    path("", include("heatsite.entrance.urls")),
    path("v1/", include("requests_app.api.urls")),
    path("", include("requests_app.docs.urls")),
    path("", include("crunchers.urls")),
    path("console/", include("requests_app.console.urls")),
    path("admin/", admin.site.urls),
    re_path(r"^media/(?P<name>[A-Za-z0-9_.-]{1,64})$", media, name="media"),
]

handler400 = "requests_app.api.errors.bad_request"
handler404 = "requests_app.api.errors.not_found"
handler500 = "requests_app.api.errors.server_error"
