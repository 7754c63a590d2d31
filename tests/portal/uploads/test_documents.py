"""PDFs that people send."""

import io
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pikepdf
import pytest
from django.utils import translation

from portal.primitives.errors import InvalidValue
from portal.uploads import documents, inspection, limited
from portal.uploads.documents import MOST_BYTES
from portal.uploads.fields import PdfField
from portal.uploads.rendering import picture
from tests.portal.uploads.clamd import EICAR, clamd
from tests.portal.uploads.pdfs import ACTIVE, EMBEDDING, a_pdf, mutated


def check(content: bytes) -> documents.CheckedPdf:
    return documents.pdf(io.BytesIO(content), size=len(content))


def refusal_of(content: bytes) -> str:
    with pytest.raises(InvalidValue) as refused:
        check(content)
    return refused.value.code


def test_a_pdf_comes_out_byte_by_byte_with_the_number_of_its_pages() -> None:
    content = a_pdf(pages=3)
    checked = check(content)
    assert (checked.content, checked.pages) == (content, 3)


@pytest.mark.parametrize("kind", ACTIVE)
def test_what_could_run_is_refused(kind: str) -> None:
    assert refusal_of(a_pdf(change=ACTIVE[kind])) == "active_content"


@pytest.mark.parametrize("kind", EMBEDDING)
def test_files_inside_are_refused(kind: str) -> None:
    assert refusal_of(a_pdf(change=EMBEDDING[kind])) == "embedded_files"


@pytest.mark.parametrize("packed", [pikepdf.ObjectStreamMode.generate, pikepdf.ObjectStreamMode.disable])
def test_a_script_is_found_in_packed_objects_too(packed: pikepdf.ObjectStreamMode) -> None:
    assert refusal_of(a_pdf(change=ACTIVE["script by name"], object_stream_mode=packed)) == "active_content"


def test_a_script_whose_name_is_written_in_code_is_found() -> None:
    plain = a_pdf(change=ACTIVE["script on opening"], object_stream_mode=pikepdf.ObjectStreamMode.disable)
    coded = plain.replace(b"/JavaScript", b"/J#61v#61Script").replace(b"/JS", b"/#4aS")
    assert coded != plain
    assert refusal_of(coded) in {"active_content", "broken"}


def test_a_document_that_opens_on_a_page_is_no_danger() -> None:
    def start(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])

    assert check(a_pdf(change=start)).pages == 1


@pytest.mark.parametrize("password", ["", "secret"])
def test_a_protected_document_is_refused_with_and_without_a_password(password: str) -> None:
    assert refusal_of(a_pdf(encryption=pikepdf.Encryption(owner="owner", user=password))) == "encrypted"


def test_too_much_is_refused() -> None:
    assert refusal_of(a_pdf(pages=21)) == "too_many_pages"
    assert refusal_of(b"%PDF-1.7" + b"\0" * MOST_BYTES) == "too_large"
    with pytest.raises(InvalidValue, match="too_large"):
        documents.pdf(io.BytesIO(b"%PDF-"), size=MOST_BYTES + 1)


@pytest.mark.parametrize("content", [b"", b"hello", b"\x89PNG\r\n", b"<html>%PDF-"])
def test_what_is_no_pdf_is_refused(content: bytes) -> None:
    assert refusal_of(content) == "not_pdf"


def test_a_damaged_one_is_refused_rather_than_guessed_at() -> None:
    assert refusal_of(a_pdf()[:-200]) == "broken"
    assert refusal_of(b"%PDF-1.7\n%%EOF") == "broken"


def test_a_file_that_wants_too_much_memory_ends_with_its_process() -> None:
    with pytest.raises(limited.Gone):
        limited.run("rendering", a_pdf(), "2")  # no such page: the process ends in an error
    bomb = a_pdf(change=lambda pdf: setattr(pdf.pages[0], "MediaBox", pikepdf.Array([0, 0, 14_400, 14_400])))
    assert picture(bomb, 1).startswith(b"\x89PNG")  # drawn small


def test_without_a_scanner_a_person_decides() -> None:
    assert check(a_pdf()).held


def test_with_a_scanner_a_clean_file_goes_on_and_an_infected_one_does_not(settings: Any) -> None:
    with clamd() as address:
        settings.CLAMD_ADDRESS = address
        assert not check(a_pdf()).held
        infected = a_pdf(
            change=lambda pdf: setattr(pdf.Root, "Note", pikepdf.String(EICAR)), compress_streams=False
        )
        assert EICAR in infected or b"EICAR" in infected
        assert refusal_of(infected.replace(b"%%EOF", b"%" + EICAR + b"\n%%EOF")) == "infected"


def test_a_scanner_that_does_not_answer_leaves_it_to_a_person(settings: Any) -> None:
    settings.CLAMD_ADDRESS = "127.0.0.1:9"
    began = time.monotonic()
    assert check(a_pdf()).held
    assert time.monotonic() - began < 20


def test_each_refusal_has_its_words_in_four_languages() -> None:
    for code in PdfField.default_error_messages:
        words = set()
        for language in ("fr", "nl", "de", "en"):
            with translation.override(language):
                words.add(str(PdfField().error_messages[code]))
        assert len(words) == 4, code


def test_mutated_files_crash_nothing() -> None:
    survive(range(100))


@pytest.mark.prove
def test_two_thousand_mutated_files_crash_nothing() -> None:
    survive(range(100, 2_100))


def survive(seeds: range) -> None:
    """Each is either taken or refused with a code; most never reach a process of their own."""
    whole = [a_pdf(pages=2), a_pdf(change=EMBEDDING["attached file"]), a_pdf(change=ACTIVE["script by name"])]
    codes = {"not_pdf", "broken", "encrypted", "active_content", "embedded_files", "too_many_pages"}

    def outcome(seed: int) -> str:
        try:
            check(mutated(whole[seed % len(whole)], seed))
        except InvalidValue as refused:
            return refused.code
        return "taken"

    with ThreadPoolExecutor(2) as two:
        outcomes = set(two.map(outcome, seeds))
    assert outcomes <= codes | {"taken"}
    assert len(outcomes) > 2


def test_the_inspection_tells_the_same_in_this_process() -> None:
    assert inspection.work(a_pdf(pages=2)) == b'{"pages": 2}'
