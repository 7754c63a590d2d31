"""What applicants send along: scans and photos of the size that scanners and telephones make."""

import io
from dataclasses import dataclass
from functools import cache

import numpy as np
import pikepdf
from PIL import Image

PHOTOS = 4  # different ones: each takes half a second to draw


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as it is sent."""

    name: str
    media_type: str
    content: bytes


def papers_of(number: int) -> dict[str, Paper]:
    """Site plan (2.3 MB), permit (1.5 MB) and photo (2.4 MB, 12 megapixels). No two applicants' PDFs are alike."""
    return {
        "site_plan": Paper("plan.pdf", "application/pdf", _marked(_scan(3), number, "plan")),
        "permit": Paper("permis.pdf", "application/pdf", _marked(_scan(2), number, "permit")),
        "photo": Paper("photo.jpg", "image/jpeg", _photo(number % PHOTOS)),
    }


_MARK = b"applicant 000000 plan  "


def _marked(scan: bytes, number: int, what: str) -> bytes:
    """The same scan for this applicant: a remark of the same length leaves each object where it is."""
    mark = f"applicant {number:06d} {what}".encode().ljust(len(_MARK))
    return scan.replace(_MARK, mark)


@cache
def _scan(pages: int) -> bytes:
    """A PDF of scanned pages, 0.75 MB each: A4 with 200 dots per inch."""
    document = pikepdf.new()
    for page in range(pages):
        picture = pikepdf.Stream(
            document, _drawn(1654, 2339, seed=page), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image,
            Width=1654, Height=2339, ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )  # fmt: skip
        shown = document.add_blank_page(page_size=(595, 842))
        shown.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=document.make_indirect(picture)))
        shown.Contents = pikepdf.Stream(document, b"q 595 0 0 842 0 0 cm /Scan Do Q")
    document.docinfo["/Title"] = pikepdf.String(_MARK.decode())
    made = io.BytesIO()
    document.save(made, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return made.getvalue()


@cache
def _photo(seed: int) -> bytes:
    return _drawn(4000, 3000, seed=100 + seed)


def _drawn(width: int, height: int, *, seed: int) -> bytes:
    """A JPEG with as much detail as a real picture: soft shapes, and the grain of a sensor."""
    dice = np.random.default_rng(seed)
    shapes = Image.fromarray(dice.integers(0, 256, (height // 100, width // 100, 3), np.uint8))
    pixels = np.asarray(shapes.resize((width, height), Image.Resampling.BICUBIC), np.int16)
    grain = dice.normal(0, 7, (height, width, 1)).astype(np.int16)
    made = io.BytesIO()
    Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8)).save(made, "JPEG", quality=82)
    return made.getvalue()
