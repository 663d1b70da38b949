"""Routes of the cruncher's pages."""

from django.urls import path, re_path

from . import joining, pages, preview, uploads, views

urlpatterns = [
    path("crunch/", pages.home, name="crunch-home"),
    path("crunch/history/", pages.history_, name="crunch-history"),
    path("crunch/earnings/", pages.earnings_, name="crunch-earnings"),
    path("crunch/earnings/earnings.csv", pages.earnings_csv, name="crunch-earnings-csv"),
    path("crunch/practice/", pages.practice_, name="crunch-practice"),
    path("crunch/practice/<slug:type_name>/", pages.practice_type, name="crunch-practice-type"),
    path("crunch/practice/<slug:type_name>/check/", pages.practice_check, name="crunch-practice-check"),
    path("crunch/preview/", preview.frame, name="crunch-preview"),
    path("crunch/preview/framing/", preview.framing, name="crunch-preview-framing"),
    path("crunch/preview/<slug:type_name>/", preview.question, name="crunch-preview-question"),
    path("crunch/work/", views.work, name="crunch-work"),
    path("crunch/standing/", pages.standing_page, name="crunch-standing"),
    path("crunch/join/<str:token>/", joining.join, name="crunch-join"),
    path("crunch/next/", views.next_, name="crunch-next"),
    path("crunch/following/", views.following_, name="crunch-following"),
    path("crunch/stop/", views.stop, name="crunch-stop"),
    path("crunch/leave/", views.leave, name="crunch-leave"),
    path("crunch/day/", views.day, name="crunch-day"),
    re_path(
        r"^crunch/assignments/(?P<assignment_id>\d{1,18})/piece/$",
        uploads.piece,
        name="crunch-piece",
    ),
    re_path(
        rf"^crunch/assignments/(?P<assignment_id>\d{{1,18}})/(?P<action>{'|'.join(views.ACTIONS)})/$",
        views.on_assignment,
        name="crunch-assignment",
    ),
]
