"""Files of a few megabytes that unpack to gigabytes."""

import struct
import zlib
from collections.abc import Callable
from functools import partial

from pikepdf import Array, Dictionary, Name, Pdf, Stream

from tests.portal.uploads.pdfs import a_pdf

_BLOCK = 1024 * 1024
_MODULUS = 65521  # of Adler-32


def packed(start: bytes, megabytes: int) -> bytes:
    """`start` and then so many megabytes of zeros, by zlib. Each of these comes out alike: only one is packed."""
    packer = zlib.compressobj(9)
    made = packer.compress(start) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(_BLOCK)) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = zlib.adler32(start)
    low, high = checksum & 0xFFFF, checksum >> 16
    high = (high + megabytes * _BLOCK * low) % _MODULUS
    return made + block * megabytes + b"\x03\x00" + struct.pack(">I", high << 16 | low)


def a_png(width: int, height: int) -> bytes:
    """All black; it holds each of its pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = packed(b"", -(-(width + 1) * height // _BLOCK))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def a_pdf_of_packed_objects(megabytes: int) -> bytes:
    """A blank page, its objects in a stream with so much behind them."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>")
    index = b"".join(b"%d %d " % (at + 1, sum(map(len, objects[:at]))) for at in range(3))
    content = packed(index + b"".join(objects), megabytes)
    told = b"<</Type/ObjStm/N 3/First %d/Filter/FlateDecode/Length %d>>" % (len(index), len(content))
    made = b"%PDF-1.7\n4 0 obj\n" + told + b"stream\n" + content + b"\nendstream\nendobj\n"
    places = [(0, 0, 0), (2, 4, 0), (2, 4, 1), (2, 4, 2), (1, 9, 0), (1, len(made), 0)]
    table = b"".join(struct.pack(">BIB", *place) for place in places)
    told = b"<</Type/XRef/Size 6/Root 1 0 R/W[1 4 1]/Length %d>>" % len(table)
    end = b"5 0 obj\n" + told + b"stream\n" + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
    return made + end % len(made)


def _drawing(megabytes: int, pdf: Pdf) -> None:
    pdf.pages[0].Contents = Stream(pdf, packed(b"0 0 m 9 9 l S ", megabytes), Filter=Name.FlateDecode)


def _twice_packed(megabytes: int, pdf: Pdf) -> None:
    content = zlib.compress(packed(b"0 0 m 9 9 l S ", megabytes), 9)
    pdf.pages[0].Contents = Stream(pdf, content, Filter=Array([Name.FlateDecode, Name.FlateDecode]))


def _picture(side: int, pdf: Pdf) -> None:
    """A picture of so many pixels, packed as telefaxes are."""
    told = {"Type": Name.XObject, "Subtype": Name.Image, "Width": side, "Height": side, "BitsPerComponent": 1}
    fax = Stream(pdf, b"\x00\x10\x01", **told, ColorSpace=Name.DeviceGray, Filter=Name.CCITTFaxDecode)
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(Plan=pdf.make_indirect(fax)))


def _a_pdf(change: Callable[[int, Pdf], None], size: int) -> bytes:
    return a_pdf(change=partial(change, size), compress_streams=False)  # stays as it is packed


BOMBS = {
    "a drawing of four gigabytes": _a_pdf(_drawing, 4_000),
    "the same, packed twice": _a_pdf(_twice_packed, 4_000),
    "a picture of ten gigapixels": _a_pdf(_picture, 100_000),
    "objects in four gigabytes": a_pdf_of_packed_objects(4_000),
}
LARGE = {
    "a drawing": _a_pdf(_drawing, 100),
    "a drawing packed twice": _a_pdf(_twice_packed, 100),
    "a picture": _a_pdf(_picture, 30_000),
    "objects": a_pdf_of_packed_objects(100),
}
