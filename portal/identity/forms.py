"""The forms of identity."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from portal.identity.models import User
from portal.identity.passwords import MAXIMUM
from portal.primitives.errors import InvalidValue
from portal.primitives.mobile import parse_belgian_mobile
from portal.ui.fields import OneTimeCodeField
from portal.ui.forms import Form

LANGUAGES = [("fr", "Français"), ("nl", "Nederlands"), ("de", "Deutsch"), ("en", "English")]


class EmailField(forms.EmailField):
    """An e-mail address; cleans to lower case."""

    default_error_messages = {
        "required": _("Enter your e-mail address"),
        "invalid": _("Enter an e-mail address such as name@example.be"),
        "max_length": _("Enter an e-mail address such as name@example.be"),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("E-mail address"))
        kwargs.setdefault("max_length", 254)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"class": "w-wide", "autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"}

    def clean(self, value: Any) -> Any:
        return super().clean(value).lower()


class PasswordField(forms.CharField):
    """A password as typed: no character is stripped."""

    default_error_messages = {"required": _("Enter your password"), "max_length": _("Use at most 128 characters")}

    def __init__(self, *, autocomplete: str = "current-password", **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Password"))
        kwargs.setdefault("max_length", MAXIMUM)
        widget = forms.PasswordInput(attrs={"class": "w-wide", "autocomplete": autocomplete})
        super().__init__(strip=False, widget=widget, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}  # no maxlength: a password that is cut off in silence locks its owner out


class MobileField(forms.CharField):
    """A Belgian mobile number; cleans to E.164."""

    default_error_messages = {
        "required": _("Enter your mobile number"),
        "missing": _("Enter your mobile number"),
        "not_a_number": _("Check the mobile number: it looks like 0470 12 34 56"),
        "not_mobile": _("Enter a mobile number, which begins with 04"),
        "not_belgian": _("Enter a Belgian mobile number, which begins with 04 or +32 4"),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Mobile number"))
        kwargs.setdefault("help_text", _("For example 0470 12 34 56."))
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"class": "w-id", "inputmode": "tel", "autocomplete": "tel"}

    def clean(self, value: Any) -> Any:
        try:
            return parse_belgian_mobile(super().clean(value))
        except InvalidValue as error:
            raise ValidationError(self.error_messages[error.code], code=error.code) from error


class SignInForm(Form):
    email = EmailField()
    password = PasswordField()


class AppCodeForm(Form):
    code = OneTimeCodeField(label=_("Code of the app"))


class SmsCodeForm(Form):
    code = OneTimeCodeField(label=_("Code from the SMS"))


class EmailCodeForm(Form):
    code = OneTimeCodeField(label=_("Code from the e-mail"))


class RecoveryCodeForm(Form):
    code = forms.CharField(
        label=_("Recovery code"),
        help_text=_("One of the ten codes that you printed or wrote down, such as abcde-23456."),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "w-id", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Enter a recovery code")},
    )


class NewPasswordForm(Form):
    """A new password, twice. `user`: whose, for what the policy compares it with."""

    password = PasswordField(
        label=_("New password"),
        autocomplete="new-password",
        help_text=_(
            "At least 12 characters. Three or four words that have nothing to do with each other work well."
        ),
        error_messages={"required": _("Enter a new password")},
    )
    repeated = PasswordField(
        label=_("New password, once more"),
        autocomplete="new-password",
        error_messages={"required": _("Enter the new password once more")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean_repeated(self) -> str:
        repeated: str = self.cleaned_data["repeated"]
        if self.cleaned_data.get("password", repeated) != repeated:
            raise ValidationError(_now("Enter the same password twice"), code="mismatch")
        return repeated


class ChangePasswordForm(NewPasswordForm):
    current = PasswordField(
        label=_("Current password"), error_messages={"required": _("Enter your current password")}
    )
    field_order = ["current", "password", "repeated"]


class EmailForm(Form):
    email = EmailField()


class NewEmailForm(Form):
    email = EmailField(label=_("New e-mail address"))


class NewMobileForm(Form):
    mobile = MobileField(label=_("New mobile number"))


class LanguageForm(Form):
    language = forms.ChoiceField(
        label=_("Language of our messages"),
        choices=LANGUAGES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a language"), "invalid_choice": _("Choose one of the languages")},
    )
