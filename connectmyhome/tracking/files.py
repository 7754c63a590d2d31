"""Files that applicants send in answer to a question: a PDF or a photo, judged before anybody opens them."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.primitives.errors import InvalidValue
from portal.uploads import documents, images
from portal.uploads.documents import CheckedPdf
from portal.uploads.fields import PdfField, PhotoField

LARGEST = documents.MOST_BYTES


@dataclass(frozen=True, slots=True)
class SentFile:
    """A PDF, or a photo as JPEG drawn anew; `name` as the applicant called it."""

    checked: CheckedPdf | bytes
    name: str


class AnswerFileField(forms.FileField):
    """A PDF or a photo; cleans to a `SentFile`."""

    widget = forms.FileInput(attrs={"accept": "application/pdf,.pdf,image/jpeg,image/png,image/webp"})
    default_error_messages = {
        **PhotoField.default_error_messages,
        **PdfField.default_error_messages,
        "required": _("Choose a document"),
        "empty": _("Choose a document: this file is empty"),
        "too_large": _("Choose a document of at most 10 MB"),
        "not_photo": _("Choose a PDF, or a JPEG, PNG or WebP photo"),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("PDF or photo, at most 10 MB and 20 pages."))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return _checked(file)
        except InvalidValue as error:
            raise ValidationError(self.error_messages[error.code], code=error.code) from error


def _checked(file: Any) -> SentFile:
    is_pdf = file.read(5) == b"%PDF-"
    file.seek(0)
    checked = documents.pdf(file, size=file.size) if is_pdf else images.photo(file, size=file.size)
    return SentFile(checked, str(file.name)[-120:])
