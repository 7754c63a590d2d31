"""Where the signature lies in the file, found in the bytes alone, whatever a PDF reader would say."""

import re
from dataclasses import dataclass

from asn1crypto import parser

from portal.primitives.errors import RaccordError

_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")
_END = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF[\r\n]{0,2}\Z")
_DEEPEST = 60  # a signature with certificates takes some 20
_HEX = re.compile(rb"(?:[0-9a-f]{2})+|(?:[0-9A-F]{2})+")  # one case, so that no bit of it can change unseen


class Unlike(RaccordError):
    """The addition is not what signing a document leaves."""


@dataclass(frozen=True, slots=True)
class Layout:
    """`byte_range` as written; `container` the DER of the signature, without what fills its place up."""

    byte_range: tuple[int, int, int, int]
    container: bytes
    startxref: int
    covers_all: bool  # everything but the place of the signature, up to the last byte
    nothing_hidden: bool  # the place holds one signature and zeros


def is_one_revision(paper: bytes, issued: bytes) -> bool:
    """Whether exactly one revision lies behind the issued bytes, and nothing behind that."""
    added = paper[len(issued) :]
    end = _END.search(added)
    if end is None or added.count(b"%%EOF") != 1 or added.count(b"startxref") != 1:
        return False
    return len(issued) <= int(end[1]) < len(paper)


def find(paper: bytes, issued: bytes) -> Layout:
    """The one signature in what was added to `issued`. Raises `Unlike` when there is none, or more than one."""
    added = paper[len(issued) :]
    ranges = list(_RANGE.finditer(added))
    if len(ranges) != 1 or added.count(b"/ByteRange") != 1:
        raise Unlike("ranges")
    start, length, after, rest = (int(number) for number in ranges[0].groups())
    place = paper[length:after]
    if not (len(issued) < length < after <= len(paper)) or place[:1] != b"<" or place[-1:] != b">":
        raise Unlike("place")
    if not _HEX.fullmatch(place[1:-1]):
        raise Unlike("hex")
    filled = bytes.fromhex(place[1:-1].decode("ascii"))
    end = _END.search(added)
    container = _first_value(filled)
    return Layout(
        byte_range=(start, length, after, rest),
        container=container,
        startxref=int(end[1]) if end else -1,
        covers_all=start == 0 and after + rest == len(paper),
        nothing_hidden=not filled[len(container) :].strip(b"\0") and _is_whole(container),
    )


def _is_whole(value: bytes, depth: int = 0) -> bool:
    """Whether each part of the DER value is filled by its parts to the last byte, without fillers."""
    while value:
        _class, is_made_of_parts, tag, _header, inside, _trailer = parser.parse(value)
        if (_class, tag) == (0, 0) or depth > _DEEPEST or (is_made_of_parts and not _is_whole(inside, depth + 1)):
            return False
        value = value[parser.peek(value) :]
    return True


def _first_value(filled: bytes) -> bytes:
    """The DER value at the beginning."""
    try:
        return filled[: parser.peek(filled)]
    except ValueError as error:
        raise Unlike("container") from error
