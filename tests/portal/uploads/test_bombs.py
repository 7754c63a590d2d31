"""Small files that would fill the memory of whoever opens them."""

import io

import pytest

from portal.primitives.errors import InvalidValue
from portal.uploads import documents, images
from tests.portal.uploads.bombs import BOMBS, LARGE, a_png


@pytest.mark.parametrize("kind", BOMBS)
def test_a_pdf_that_unpacks_to_gigabytes_is_refused(kind: str) -> None:
    content = BOMBS[kind]
    with pytest.raises(InvalidValue, match=r"unpacks_too_large|broken"):
        documents.pdf(io.BytesIO(content), size=len(content))


@pytest.mark.parametrize("kind", LARGE)
def test_one_that_unpacks_to_a_hundred_megabytes_is_a_large_plan(kind: str) -> None:
    content = LARGE[kind]
    assert documents.pdf(io.BytesIO(content), size=len(content)).pages == 1


def test_a_photo_of_too_many_pixels_is_refused_and_one_of_many_is_drawn_small() -> None:
    bomb, large = a_png(60_000, 60_000), a_png(7_000, 7_000)
    with pytest.raises(InvalidValue, match="too_many_pixels"):
        images.photo(io.BytesIO(bomb), size=len(bomb))
    assert len(images.photo(io.BytesIO(large), size=len(large))) < 100_000
