"""Lines of a stream, in bounded memory, whatever the stream holds."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import BinaryIO

from portal.market.events import LINE_LIMIT
from portal.market.operations import Line

_BLOCK = 1 << 16
_BOM = b"\xef\xbb\xbf"


def read_lines(stream: BinaryIO, progress: Callable[[int], object] = lambda _: None) -> Iterator[Line]:
    """Each line that is not blank, without its line end, counted from 1.

    Of a line longer than the limit, only the first LINE_LIMIT + 1 bytes come: enough to refuse it. `progress` is
    told the number of bytes of each block read.
    """
    number = 0
    for raw, whole in _cut(stream, progress):
        number += 1
        if number == 1:
            raw = raw.removeprefix(_BOM)
        if raw.strip(b" \t\r"):
            yield Line(number, raw.rstrip(b"\r"), whole)


def chunks(lines: Iterator[Line], size: int) -> Iterator[list[Line]]:
    """`size` lines at a time."""
    while chunk := list(islice(lines, size)):
        yield chunk


def _cut(stream: BinaryIO, progress: Callable[[int], object]) -> Iterator[tuple[bytes, bool]]:
    kept = b""
    while block := stream.read(_BLOCK):
        progress(len(block))
        first, *others = block.split(b"\n")
        kept += first[: LINE_LIMIT + 1 - len(kept)]
        for part in others:
            yield kept, True
            kept = part[: LINE_LIMIT + 1]
    if kept:
        yield kept, False
