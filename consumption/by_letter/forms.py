"""The forms of a history by letter."""

from uuid import UUID, uuid4

from django import forms

from portal.look_up.forms import AddressForm, CallForm
from portal.ui.forms import Form


class SendForm(Form):
    """Bears a token, so that a form sent twice is one letter."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    @property
    def sent_token(self) -> UUID:
        token: UUID = self.cleaned_data["token"]
        return token


class CallerForm(SendForm, CallForm):
    """What a caller says."""

    @property
    def typed(self) -> dict[str, str]:
        """What `addresses.home_at` takes."""
        return {name: self.cleaned_data[name] for name in AddressForm.base_fields}
