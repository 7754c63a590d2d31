"""The forms of the supplier's name by letter."""

from uuid import UUID, uuid4

from django import forms

from portal.look_up.forms import AddressForm, CallForm


class RequestForm(AddressForm):
    """An address and the number on one of its meters."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    @property
    def sent_token(self) -> UUID:
        token: UUID = self.cleaned_data["token"]
        return token

    @property
    def typed(self) -> dict[str, str]:
        """What `addresses.installation_at` takes."""
        return {name: self.cleaned_data[name] for name in AddressForm.base_fields}


class CallerForm(RequestForm, CallForm):
    """What a caller says."""
