"""What an added revision changes, object by object, as qpdf reads the two files: a second reader beside pyHanko.

Allowed is what signing programs write, and nothing else: one signature field with one signature, the page and the
catalogue that point to it, how it looks, and the dates in the document's properties.
"""

import hashlib
import io
from collections.abc import Iterable, Iterator

import pikepdf

from portal.primitives.errors import RaccordError

_CATALOGUE = frozenset({"/AcroForm", "/Extensions", "/Version"})
_PROPERTIES = frozenset({"/ModDate", "/Producer"})
_FORM = frozenset({"/Fields", "/SigFlags", "/DA", "/DR"})
_FIELD = frozenset(
    "/Type /Subtype /FT /T /TU /V /F /Ff /Rect /P /AP /MK /BS /Border /DA /DR /Q /Kids /Parent".split()
)
_SIGNATURE = frozenset(
    "/Type /Filter /SubFilter /Contents /ByteRange /M /Name /Reason /Location /ContactInfo /Prop_Build".split()
)
_STRUCTURE = frozenset({"/XRef", "/ObjStm"})  # how the file is written, not what it says
_NEVER = frozenset("/Page /Pages /Catalog /Action /Annot /StructElem /OCG /Filespec /EmbeddedFile".split())
_LARGEST = 0.15  # of the page: how much a visible signature may take


class Foreign(RaccordError):
    """Something that is not part of a signature; the message names it, with no word of the document."""


def require_signature_only(paper: bytes, issued: bytes) -> None:
    """Raises `Foreign` for anything else, and `pikepdf.PdfError` for a file that cannot be read."""
    with _open(issued) as before, _open(paper) as after:
        _Comparison(before, after).run()


def _open(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content), attempt_recovery=False, suppress_warnings=True)


class _Comparison:
    def __init__(self, before: pikepdf.Pdf, after: pikepdf.Pdf) -> None:
        self.before, self.after = before, after
        self.known = {one.objgen for one in before.objects}
        self.fresh = {one.objgen for one in after.objects} - self.known
        self.explained: set[tuple[int, int]] = set()

    def run(self) -> None:
        if self.after.is_encrypted or self.after.Root.objgen != self.before.Root.objgen:
            raise Foreign("trailer")
        field = self._form()
        widget = self._widget(field)
        self._signature(field)
        self._changed(widget)
        self._explain([field, widget, self.after.Root.get("/Extensions")])
        unexplained = self.fresh - self.explained
        if any(
            self.after.get_object(one).get("/Type") not in _STRUCTURE for one in self._dictionaries(unexplained)
        ):
            raise Foreign("object")

    def _dictionaries(self, numbers: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        for number in numbers:
            if not isinstance(self.after.get_object(number), pikepdf.Dictionary | pikepdf.Stream):
                raise Foreign("object")
            yield number

    def _form(self) -> pikepdf.Object:
        """The only field of the form."""
        form = self.after.Root.get("/AcroForm")
        if "/AcroForm" in self.before.Root or not isinstance(form, pikepdf.Dictionary):
            raise Foreign("form")
        fields = form.get("/Fields")
        if set(form.keys()) - _FORM or not isinstance(fields, pikepdf.Array) or len(fields) != 1:
            raise Foreign("form")
        self._explain([form])
        return fields[0]

    def _widget(self, field: pikepdf.Object) -> pikepdf.Object:
        """Where the field shows: itself, or its only kid."""
        kids = field.get("/Kids")
        if kids is not None and len(kids) != 1:
            raise Foreign("field")
        widget = field if kids is None else kids[0]
        if field.get("/FT") != "/Sig" or widget.get("/Subtype") != "/Widget":
            raise Foreign("field")
        for one in (field, widget):
            if set(one.keys()) - _FIELD or one.objgen not in self.fresh:
                raise Foreign("field")
        return widget

    def _signature(self, field: pikepdf.Object) -> None:
        signed = [
            one
            for one in self.after.objects
            if isinstance(one, pikepdf.Dictionary) and ("/ByteRange" in one or one.get("/FT") == "/Sig")
        ]
        value = field.get("/V")
        if value is None or {one.objgen for one in signed} != {field.objgen, value.objgen}:
            raise Foreign("signature")
        if set(value.keys()) - _SIGNATURE or value.get("/Type", "/Sig") != "/Sig":
            raise Foreign("signature")

    def _changed(self, widget: pikepdf.Object) -> None:
        """Each object of ours is as it was, or changed as signing changes it. One page may show the signature."""
        shown = 0
        for one in self.before.objects:
            now = self.after.get_object(one.objgen)
            if _print(one) == _print(now):
                continue
            if one.objgen == self.before.Root.objgen:
                self._only(one, now, _CATALOGUE)
            elif one.objgen == _number(self.before.trailer.get("/Info")):
                self._only(one, now, _PROPERTIES)
            elif one.get("/Type") == "/Page":
                self._page(one, now, widget)
                shown += 1
            elif not _is_metadata(one, now, self.before):
                raise Foreign("changed")
        if shown > 1:
            raise Foreign("pages")

    def _only(self, was: pikepdf.Object, now: pikepdf.Object, keys: frozenset[str]) -> None:
        if not isinstance(now, pikepdf.Dictionary):
            raise Foreign("changed")
        kept = (set(was.keys()) | set(now.keys())) - keys
        if any(_text(was.get(key)) != _text(now.get(key)) for key in kept):
            raise Foreign("changed")

    def _page(self, was: pikepdf.Object, now: pikepdf.Object, widget: pikepdf.Object) -> None:
        self._only(was, now, frozenset({"/Annots"}))
        notes = list(was.get("/Annots") or [])
        shown = list(now.get("/Annots") or [])
        if [_text(note) for note in shown[:-1]] != [_text(note) for note in notes]:
            raise Foreign("annotation")
        if not shown or shown[-1].objgen != widget.objgen:
            raise Foreign("annotation")
        if (place := _number(now.get("/Annots"))) is not None:
            self.explained.add(place)
        if _area(widget.get("/Rect")) > _LARGEST * _area(pikepdf.Page(now).mediabox):
            raise Foreign("large")

    def _explain(self, waiting: list[pikepdf.Object | None]) -> None:
        """What is reached from the signature is part of it, so long as it leads no further than its looks."""
        while waiting:
            one = waiting.pop()
            if not isinstance(one, pikepdf.Object):
                continue
            if (number := _number(one)) is not None:
                if number in self.explained or number not in self.fresh:
                    continue
                self.explained.add(number)
            if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
                if one.get("/Type") in _NEVER and one.get("/Subtype") != "/Widget":
                    raise Foreign("looks")
                waiting += [value for _key, value in one.items()]
            elif isinstance(one, pikepdf.Array):
                waiting += one.as_list()


def _is_metadata(was: pikepdf.Object, now: pikepdf.Object, before: pikepdf.Pdf) -> bool:
    """The document's XMP packet, which shows on no page: signing programs write the day of the change into it."""
    if was.objgen != _number(before.Root.get("/Metadata")):
        return False
    return isinstance(now, pikepdf.Stream) and now.get("/Type") == "/Metadata" and now.get("/Subtype") == "/XML"


def _number(one: pikepdf.Object | None) -> tuple[int, int] | None:
    return one.objgen if isinstance(one, pikepdf.Object) and one.is_indirect else None


def _text(value: object) -> str:
    return value.unparse().decode("latin-1") if isinstance(value, pikepdf.Object) else repr(value)


def _print(one: pikepdf.Object) -> object:
    """What the object says: references as numbers, streams by their bytes as they lie in the file."""
    if isinstance(one, pikepdf.Stream):
        said = sorted((key, _text(value)) for key, value in one.items())
        return said, hashlib.sha256(one.read_raw_bytes()).digest()
    return one.unparse(resolved=True) if isinstance(one, pikepdf.Object) else repr(one)


def _area(box: object) -> float:
    if not isinstance(box, pikepdf.Array) or len(box) != 4:
        raise Foreign("place")
    left, bottom, right, top = (float(side) for side in box)
    return abs(right - left) * abs(top - bottom)
