"""Routes of the cruncher's pages."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path, re_path

from . import views

urlpatterns = [
    path("crunch/", views.home, name="crunch-home"),
    path("crunch/work/", views.work, name="crunch-work"),
    path("crunch/sign-in/", LoginView.as_view(), name="sign-in"),
    path("crunch/sign-out/", LogoutView.as_view(), name="sign-out"),
    path("crunch/next/", views.next_, name="crunch-next"),
    path("crunch/following/", views.following_, name="crunch-following"),
    path("crunch/stop/", views.stop, name="crunch-stop"),
    path("crunch/leave/", views.leave, name="crunch-leave"),
    re_path(
        rf"^crunch/assignments/(?P<assignment_id>\d{{1,18}})/(?P<action>{'|'.join(views.ACTIONS)})/$",
        views.on_assignment,
        name="crunch-assignment",
    ),
]
