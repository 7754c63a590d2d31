"""The forms of a history by letter."""

from portal.look_up.forms import AddressForm, CallForm
from portal.ui.forms import OnceForm


class CallerForm(OnceForm, CallForm):
    """What a caller says."""

    @property
    def typed(self) -> dict[str, str]:
        """What `addresses.home_at` takes."""
        return {name: self.cleaned_data[name] for name in AddressForm.base_fields}
