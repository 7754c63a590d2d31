"""Form fields for files. Their messages say what to send instead."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.primitives.errors import InvalidValue
from portal.uploads import documents, images


class PhotoField(forms.FileField):
    """A photo; cleans to a JPEG (see `images.photo`)."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})
    default_error_messages = {
        "required": _("Choose a photo"),
        "empty": _("Choose a photo: this file is empty"),
        "too_large": _("Choose a photo of at most 10 MB"),
        "not_photo": _("Choose a JPEG, PNG or WebP photo: a telephone can save one as JPEG"),
        "too_many_pixels": _("Choose a smaller photo: this one has too many pixels"),
        "broken": _("This photo is damaged: take another one"),
    }

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if not file:
            return file
        try:
            return images.photo(file, size=file.size)
        except InvalidValue as error:
            raise ValidationError(self.error_messages[error.code], code=error.code) from error


class PaperField(forms.FileField):
    """A document as PDF or as a photo of it; cleans to a `CheckedPdf`, or to a JPEG."""

    widget = forms.FileInput(attrs={"accept": "application/pdf,.pdf,image/jpeg,image/png,image/webp"})
    default_error_messages = {
        "required": _("Choose a PDF or a photo"),
        "empty": _("Choose a PDF or a photo: this file is empty"),
        "not_paper": _("Choose a PDF, or a JPEG, PNG or WebP photo: this file is something else"),
        "heic": _(
            "Save the photo as JPEG and choose that: this one is HEIC. On a telephone, a screenshot of it will "
            "do, or a new photo with the camera set to JPEG"
        ),
        "too_large": _("Choose a file of at most 10 MB: scan it with fewer dots, or in grey"),
    }

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if not file:
            return file
        start = file.read(12)
        file.seek(0)
        if start.startswith(b"%PDF-"):
            return PdfField(required=self.required).clean(data)
        if start[4:8] == b"ftyp" and start[8:12] in _HEIC:
            raise ValidationError(self.error_messages["heic"], code="heic")
        if not start.startswith(_PHOTOS):
            raise ValidationError(self.error_messages["not_paper"], code="not_paper")
        return PhotoField(required=self.required).clean(data)


# ISO 23008-12: the brands that pictures of telephones begin with.
_HEIC = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
_PHOTOS = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF")


class PdfField(forms.FileField):
    """A PDF; cleans to a `CheckedPdf`."""

    widget = forms.FileInput(attrs={"accept": "application/pdf,.pdf"})
    default_error_messages = {
        "required": _("Choose a PDF"),
        "empty": _("Choose a PDF: this file is empty"),
        "too_large": _("Choose a PDF of at most 10 MB: scan it with fewer dots, or in grey"),
        "too_many_pages": _("Choose a PDF of at most 20 pages"),
        "not_pdf": _("Choose a PDF: this file is something else"),
        "broken": _("This PDF is damaged: save or scan it again"),
        "encrypted": _("Choose a PDF without a password or other protection"),
        "active_content": _("Choose a PDF without scripts, actions, films or sounds: print it into a new PDF"),
        "embedded_files": _("Choose a PDF without files attached to it: print it into a new PDF"),
        "unpacks_too_large": _("Choose a PDF with fewer dots or in grey: unpacked, this one is far too large"),
        "infected": _("Choose another file: a virus was found in this one"),
    }

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if not file:
            return file
        try:
            return documents.pdf(file, size=file.size)
        except InvalidValue as error:
            raise ValidationError(self.error_messages[error.code], code=error.code) from error
