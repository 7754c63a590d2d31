"""Photos that people send: checked by what they are, not by what they are called, and drawn anew.

A photo comes out as a JPEG of moderate size without anything that it carried along: place, camera, thumbnail.
"""

import io
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from portal.primitives.errors import InvalidValue

MOST_BYTES = 10 * 1024 * 1024
_MOST_PIXELS = 50_000_000  # a decompression bomb has more; a telephone has fewer
_LONGEST_SIDE = 2000
_QUALITY = 80


def photo(file: BinaryIO, *, size: int) -> bytes:
    """The photo as JPEG, upright, without metadata, at most 2,000 pixels wide or high.

    Raises `InvalidValue`: too_large (more than 10 MB), not_photo (no JPEG, PNG or WebP), too_many_pixels, broken.
    """
    if size > MOST_BYTES:
        raise InvalidValue("too_large")
    try:
        with Image.open(file, formats=("JPEG", "PNG", "WEBP")) as opened:
            width, height = opened.size  # of the header: nothing is unpacked yet
            if width * height > _MOST_PIXELS:
                raise InvalidValue("too_many_pixels")
            opened.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
            opened.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))  # before any copy is made
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except UnidentifiedImageError as error:
        raise InvalidValue("not_photo") from error
    except Image.DecompressionBombError as error:
        raise InvalidValue("too_many_pixels") from error
    except InvalidValue:
        raise
    except Exception as error:  # Pillow raises all sorts for a file that stops or lies
        raise InvalidValue("broken") from error
    drawn = io.BytesIO()
    Image.frombytes("RGB", upright.size, upright.tobytes()).save(drawn, "JPEG", quality=_QUALITY, optimize=True)
    return drawn.getvalue()
