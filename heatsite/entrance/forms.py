"""The forms of signing up and of changing one's address."""

from typing import Any

from allauth.account.forms import SignupForm
from django import forms
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from requests_app import membership


class SignUpForm(SignupForm):
    """An address, a password, and what the new account is called."""

    account = forms.CharField(max_length=80)

    def try_save(self, request: HttpRequest) -> Any:
        """allauth's, which hashes no password for an address that it knows: here it takes as long."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)

    @transaction.atomic
    def save(self, request: HttpRequest) -> Any:
        """The user, and the account that they own."""
        user = super().save(request)
        membership.open_account(" ".join(self.cleaned_data["account"].split()), user)
        return user


class AddressForm(forms.Form):
    """A new address, by somebody who knows their password."""

    email = forms.EmailField()
    password = forms.CharField(strip=False)

    def __init__(self, user: Any, *args: Any, **options: Any) -> None:
        self.user = user
        super().__init__(*args, **options)

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean_password(self) -> str:
        if not self.user.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError(_("This is not your password."))
        return self.cleaned_data["password"]
