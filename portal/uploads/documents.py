"""PDFs that people send: small, whole, and with nothing in them that runs or hides."""

import json
from dataclasses import dataclass
from typing import BinaryIO

from portal.primitives.errors import InvalidValue
from portal.uploads import limited
from portal.uploads.scanning import Verdict, scan

MOST_BYTES = 10 * 1024 * 1024
MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class CheckedPdf:
    """`held`: no scanner looked for viruses, so that a person decides and nothing happens by itself."""

    content: bytes
    pages: int
    held: bool


def pdf(file: BinaryIO, *, size: int) -> CheckedPdf:
    """The PDF, byte by byte as it came. Takes up to half a minute: never call it in a transaction.

    Raises `InvalidValue`: too_large (more than 10 MB), not_pdf, broken, encrypted, active_content (scripts,
    actions, multimedia, XFA forms), embedded_files, unpacks_too_large (a stream of more than 200 MB),
    too_many_pages (more than 20), infected.
    """
    if size > MOST_BYTES:
        raise InvalidValue("too_large")
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise InvalidValue("too_large")
    if not content.startswith(b"%PDF-"):
        raise InvalidValue("not_pdf")
    pages = _pages(content)
    verdict = scan(content)
    if verdict is Verdict.INFECTED:
        raise InvalidValue("infected")
    return CheckedPdf(content, pages, held=verdict is Verdict.UNKNOWN)


def _pages(content: bytes) -> int:
    try:
        found = json.loads(limited.run("inspection", content))
    except (limited.Gone, ValueError) as error:
        raise InvalidValue("broken") from error
    if "refused" in found:
        raise InvalidValue(found["refused"])
    pages = int(found["pages"])
    if pages > MOST_PAGES:
        raise InvalidValue("too_many_pages")
    return pages
