"""Routes of the entrance. Names that begin with account_ are django-allauth's, which looks for them."""

from allauth.account import views
from django.contrib.auth.views import LogoutView
from django.urls import path, re_path

from . import you
from .forgotten import Forgotten, Sent
from .sign_in import SignIn

urlpatterns = [
    path("crunch/sign-in/", SignIn.as_view(), name="sign-in"),
    path("crunch/sign-in/", SignIn.as_view(), name="account_login"),
    path("crunch/sign-in/", SignIn.as_view(), name="account_inactive"),
    path("crunch/sign-out/", LogoutView.as_view(), name="sign-out"),
    path("sign-up/", views.signup, name="account_signup"),
    path("sign-up/sent/", views.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^e-mail/confirm/(?P<key>[-:\w]+)/$", views.confirm_email, name="account_confirm_email"),
    path("password/forgotten/", Forgotten.as_view(), name="account_reset_password"),
    path("password/forgotten/sent/", Sent.as_view(), name="account_reset_password_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]{1,20})-(?P<key>.{1,200})/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/new/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("you/", you.you, name="you"),
    path("you/password/", you.password, name="you-password"),
    path("you/e-mail/", you.e_mail, name="you-e-mail"),
    path("you/sign-out-everywhere/", you.sign_out_everywhere, name="sign-out-everywhere"),
]
