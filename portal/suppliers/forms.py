"""The forms of suppliers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.documents.sheets import SheetFormat
from portal.ui.fields import EanField
from portal.ui.forms import Form


class SearchForm(Form):
    """One access point by its number. Sent by POST: no EAN stands in an address."""

    ean = EanField()


class DownloadForm(Form):
    """As which file."""

    format = forms.ChoiceField(
        label=_("Kind of file"),
        choices=[(SheetFormat.XLSX, _("Excel")), (SheetFormat.CSV, _("CSV"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a kind of file."),
            "invalid_choice": _("Choose one of these kinds of file."),
        },
    )
