"""The forms of the supplier's name by letter."""

from portal.look_up.forms import AddressForm, CallForm
from portal.ui.forms import OnceForm


class RequestForm(OnceForm, AddressForm):
    """An address and the number on one of its meters."""

    @property
    def typed(self) -> dict[str, str]:
        """What `addresses.installation_at` takes."""
        return {name: self.cleaned_data[name] for name in AddressForm.base_fields}


class CallerForm(RequestForm, CallForm):
    """What a caller says."""
