"""Lines of a file that nobody vouches for: read one by one, in bounded memory."""

from collections.abc import Callable, Iterator
from typing import BinaryIO

from django.utils.translation import gettext

from consumption.ingest.problems import Problems

LONGEST_LINE = 16_384
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff")


def numbered_lines(
    stream: BinaryIO, problems: Problems, progress: Callable[[int], None] = lambda size: None
) -> Iterator[tuple[int, bytes]]:
    """(number, line with its line end) of each line, without the byte-order mark.

    `progress` hears how many bytes were read. Raises `UnableToImport` at a line that is too long to be one of
    ours, at a zero byte, and at the mark of another encoding: what follows cannot be trusted either.
    """
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        if number == 1:
            if line.startswith(_OTHER_ENCODINGS):
                raise problems.stop(1, gettext("the file is not in UTF-8; save it as CSV UTF-8"))
            line = line.removeprefix(BYTE_ORDER_MARK)
        if b"\0" in line:
            raise problems.stop(number, gettext("the line holds zero bytes; the file is damaged"))
        if len(line) > LONGEST_LINE:
            raise problems.stop(number, gettext("the line is too long; this is not a file of readings"))
        progress(len(line))
        yield number, line


def is_cut_off(line: bytes) -> bool:
    """Whether the line has no end: then it is the file's last, and may have been cut off."""
    return not line.endswith(b"\n")
