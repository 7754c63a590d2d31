"""Files and consent."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from connectmyhome.application.forms.base import RevisedForm
from connectmyhome.application.models import Application
from connectmyhome.operators import Operator, Utility
from portal.identity.http import data_of
from portal.ui.forms import Form
from portal.ui.uploads import was_too_large
from portal.uploads.fields import PaperField


class AttachForm(Form):
    """One file."""

    file = PaperField(
        label=_("File"), help_text=_("PDF of at most 20 pages, or a JPEG, PNG or WebP photo; at most 10 MB.")
    )

    def __init__(self, request: HttpRequest, *, refusal: str = "") -> None:
        super().__init__(data_of(request), request.FILES if request.method == "POST" else None)
        self.refusal = refusal
        if was_too_large(request):
            messages = self.fields["file"].error_messages
            messages["required"] = messages["too_large"]

    def _clean_fields(self) -> None:
        """Nothing is judged of a file that comes too soon after many others."""
        if self.refusal:
            self.add_error("file", self.refusal)
        else:
            super()._clean_fields()  # type: ignore[misc]

    @property
    def name(self) -> str:
        """As its sender calls the file."""
        return str(getattr(self.files.get("file"), "name", ""))


class ConsentForm(RevisedForm):
    """One box per operator. `told`: what each would get, in words."""

    def __init__(
        self,
        data: Any,
        *,
        application: Application,
        asked: Mapping[Operator, Sequence[Utility]],
        labels: Mapping[Operator, str],
        told: Mapping[Operator, str],
        held: set[str],
    ) -> None:
        super().__init__(data, application=application, initial={code: True for code in held})
        self.asked = asked
        for operator in asked:
            self.fields[operator.value] = forms.BooleanField(
                label=labels[operator], help_text=told[operator], required=False
            )

    @property
    def chosen(self) -> list[Operator]:
        return [operator for operator in self.asked if self.cleaned_data.get(operator.value)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.chosen:
            self.add_error(
                None, _now("Agree for at least one operator: without that nobody gets your application")
            )
        return cleaned
