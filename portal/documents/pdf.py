"""Documents as PDF, by Typst: PDF/A-2a (ISO 19005-2) to keep, PDF/UA-1 (ISO 14289-1) to be read aloud."""

import io
import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from threading import local
from typing import Any

import orjson
import segno
import typst
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from portal.documents.model import Block, Confidentiality, Document, WebLink
from portal.documents.registry import DocumentFault
from portal.ui import formats

_FOLDER = Path(__file__).parent
_MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 30">'
    '<rect width="30" height="30" rx="8" fill="#0b5c63"/>'
    '<path d="M8 20.5 15 9l7 11.5" fill="none" stroke="#fff" stroke-width="2.4" stroke-linejoin="round"/>'
    '<g fill="#fff"><circle cx="15" cy="9" r="3"/><circle cx="8" cy="20.5" r="3"/>'
    '<circle cx="22" cy="20.5" r="3"/>'
    "</g></svg>"
)
# What the fonts may lack: PDF/A refuses a letter with a single sign that cannot be shown, such as 王 or a control
# character, which JSON escapes. They have Latin, Greek, Cyrillic and the marks of our texts.
_WITHOUT_TYPE = re.compile(
    r"(?P<backslash>\\\\)|\\(?:u00[01][0-9a-f]|[bf])"
    r"|[^ -~\u00a0-\u04ff\u1e00-\u1eff\u2010-\u2027\u202f\u2030-\u203a\u20ac\u2212]"
)
_own = local()


def letter(document: Document, *, to: Sequence[str], language: str) -> bytes:
    """`document` as a letter whose addressee, the lines of `to`, shows in the window of a Belgian C5/6 envelope.

    Raises `DocumentFault` when it cannot be set.
    """
    return _set(document, list(to), language)


def report(document: Document, *, language: str) -> bytes:
    """`document` without an addressee: a paper to download. Raises `DocumentFault`."""
    return _set(document, [], language)


def _set(document: Document, to: list[str], language: str) -> bytes:
    with translation.override(language):
        paper = orjson.dumps(_paper(document, to, language)).decode()
    try:
        return _compile(paper, document.dated)
    except DocumentFault:  # rather a name with a "?" in it than no letter
        return _compile(_WITHOUT_TYPE.sub(lambda sign: sign["backslash"] or "?", paper), document.dated)


def _compile(paper: str, dated: date) -> bytes:
    try:
        made = _compiler().compile(
            format="pdf",
            sys_inputs={"paper": paper},
            pdf_standards=["a-2a", "ua-1"],
            timestamp=datetime.combine(dated, time(12), UTC),
        )
    except typst.TypstError as error:
        raise DocumentFault(f"{error.message} {error.hints}") from error
    except BaseException as panic:  # how Rust's own mistakes arrive; no exception of Python's
        if type(panic).__name__ != "PanicException":
            raise
        raise DocumentFault("panic") from panic
    if not isinstance(made, bytes):
        raise DocumentFault("no PDF")
    return made


def _compiler() -> typst.Compiler:
    """One for each thread: it keeps the layout and the fonts that it has read."""
    compiler: typst.Compiler | None = getattr(_own, "compiler", None)
    if compiler is None:
        compiler = _own.compiler = typst.Compiler(
            _FOLDER / "typst" / "document.typ", root=_FOLDER, font_paths=_fonts()
        )
    return compiler


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[_FOLDER / "fonts"])


def _paper(document: Document, to: list[str], language: str) -> dict[str, Any]:
    """What the layout reads."""
    return {
        "language": language,
        "title": document.title,
        "dated": [document.dated.year, document.dated.month, document.dated.day],
        "reference": document.reference,
        "facts": document.facts,
        "salutation": document.salutation,
        "closing": document.closing,
        "to": to,
        "blocks": [_block(block) for block in document.blocks],
        "words": {
            "operator": settings.OPERATOR["name"],
            "sender": settings.OPERATOR["address"],
            "contact": f"{settings.OPERATOR['contact_number']} · {settings.OPERATOR['contact_email']}",
            "date": _("Date"),
            "dated": formats.day(document.dated),
            "reference": _("Our reference"),
            "page": _("Page {page} of {pages}"),
            "class": class_in_words(document.confidentiality),
            "mark": _MARK,
        },
    }


def class_in_words(confidentiality: Confidentiality) -> str:
    """The class that a file bears (R16), as "C3 · Restricted"."""
    names = {
        Confidentiality.PUBLIC: _("Public"),
        Confidentiality.INTERNAL: _("Internal"),
        Confidentiality.RESTRICTED: _("Restricted"),
        Confidentiality.CONFIDENTIAL: _("Confidential"),
    }
    return f"{confidentiality.value} · {names[confidentiality]}"


def _block(block: Block) -> dict[str, Any]:
    content = {"kind": block.kind, **asdict(block)}
    if isinstance(block, WebLink):
        drawn = io.BytesIO()
        segno.make(block.url, error="m").save(drawn, kind="svg", border=0, dark="#12262c")
        content |= {"qr": drawn.getvalue().decode(), "shown": block.url.partition("://")[2]}
    return content
