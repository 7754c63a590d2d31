"""Papers as PDF: the address in the window, the order in which they are read, and texts that are never markup."""

import hashlib
import io
import re
import unicodedata
from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from django.utils import translation

from portal.documents import pdf
from portal.documents.model import (
    Bar,
    BarChart,
    Block,
    Column,
    Confidentiality,
    Document,
    Facts,
    Figure,
    Notice,
    Paragraph,
    Steps,
    Table,
    WebLink,
)
from portal.primitives.postal import PostalAddress

LANGUAGES = ("fr", "nl", "de", "en")
MM = 72 / 25.4
TO = PostalAddress("Jeanne Wauters", "Rue Saint-Nicolas 3", "7000", "Mons").lines
EVERY_BLOCK: tuple[Block, ...] = (
    Paragraph("Premier paragraphe."),
    Facts((("Compteur", "0071182"),)),
    Figure("Votre numéro EAN", "5414 4902 0700 0048 18"),
    Steps(("Ouvrez le coffret.", "Lisez les chiffres noirs.")),
    Table("Index", (Column("Jour"), Column("kWh", numeric=True)), (("14 mars 2026", "27 000"),)),
    BarChart(
        "Par mois",
        "kWh",
        (Bar("jan", 300.0), Bar("fév", None), Bar("mar", 280.0, estimated=True)),
        "Le plus : janvier.",
    ),
    Notice("Avant le 15 décembre", "Sinon nous estimons."),
    WebLink("Envoyer mon index", "https://portal.example/r/7K3QF-0M2XA"),
)


def a_letter(*blocks: Block, **changes: object) -> Document:
    described = {
        "title": "Relevez votre compteur",
        "blocks": blocks or EVERY_BLOCK,
        "dated": date(2026, 11, 24),
        "reference": "AB12CD34",
        "salutation": "Madame, Monsieur,",
        "closing": "Cordialement,",
    }
    return Document(**{**described, **changes})  # type: ignore[arg-type]


def text_of(made: bytes) -> str:
    pages = pypdfium2.PdfDocument(io.BytesIO(made))
    return "\n".join(page.get_textpage().get_text_bounded() for page in pages)


def place_of(made: bytes, words: str) -> tuple[float, float, float]:
    """Left, top and right of the words on the first page, in millimetres from the upper left corner."""
    page = pypdfium2.PdfDocument(io.BytesIO(made))[0]
    text = page.get_textpage()
    found = text.search(words).get_next()
    assert found is not None, words
    boxes = [text.get_charbox(found[0] + n) for n in range(found[1])]
    left, top, right = (
        min(box[0] for box in boxes),
        page.get_height() - max(box[3] for box in boxes),
        max(box[2] for box in boxes),
    )
    return left / MM, top / MM, right / MM


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_pdf_a_2a_and_pdf_ua_1_with_language_title_and_tags(language):
    with pikepdf.open(io.BytesIO(pdf.letter(a_letter(), to=TO, language=language))) as made:
        with made.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Relevez votre compteur"
        assert str(made.Root.Lang).startswith(language)
        assert made.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in made.Root


def test_the_address_stands_in_the_window_of_a_c5_6_envelope():
    """What the window shows wherever the sheet slides in it: see document.typ."""
    made = pdf.letter(a_letter(), to=TO, language="fr")
    for line in TO:
        left, top, right = place_of(made, line)
        assert 99 <= left and right <= 190, line
        assert 54 <= top <= 76, line  # and 3 mm of height


def test_names_and_addresses_of_great_length_stay_in_the_window():
    to = PostalAddress(
        "Maria-Antonia Vandenbroucke-de la Bassompierre van Cauwenberghe née Schönenberger",
        "Chaussée de la Reine Marie-Christine de Habsbourg-Lorraine 123456 / boîte 12.34",
        "6666",
        "Houffalize-sous-la-Montagne-aux-Champs",
    ).lines
    made = pdf.letter(a_letter(), to=to, language="de")
    for words in ("Maria-Antonia", "Schönenberger", "Chaussée", "12.34", "6666"):
        left, top, right = place_of(made, words)
        assert 99 <= left and right <= 190 and 54 <= top <= 76, words


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_reads_in_the_order_of_its_meaning(language):
    text = text_of(pdf.letter(a_letter(), to=TO, language=language))
    order = [
        "Jeanne Wauters",
        "Rue Saint-Nicolas 3",
        "Relevez votre compteur",
        "Madame, Monsieur,",
        "Premier paragraphe",
        "0071182",
        "5414 4902 0700 0048 18",
        "Ouvrez le coffret",
        "27 000",
        "Avant le 15 décembre",
        "Envoyer mon index",
        "Cordialement,",
    ]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)


@pytest.mark.parametrize(
    "typed",
    [
        '#import "/etc/passwd"',
        '#read("/etc/passwd")',
        "$x^2$ *bold* _slanted_ `raw`",
        "@reference <label>",
        "\\u{41} \\ // comment",
        "= Heading",
        "- list",
        "{{ template }} {% tag %}",
        "<script>alert(1)</script>",
        '"quoted" "}',
    ],
)
def test_what_people_typed_is_text_and_never_markup(typed):
    made = pdf.letter(a_letter(Paragraph(typed), title=typed), to=[typed, *TO], language="en")
    text = re.sub(r"\s+", " ", text_of(made))
    assert text.count(re.sub(r"\s+", " ", typed)) >= 2


@pytest.mark.parametrize(
    "name", ["Ελένη Παπαδοπούλου", "Николай Петров", "Łukasz Żółć", "Nguyễn Thị Hồng", "🏠 Maison"]
)
def test_a_name_in_another_script_is_printed(name):
    made = pdf.letter(a_letter(), to=[name, *TO[1:]], language="fr")
    assert name.split()[-1] in text_of(made)


@pytest.mark.parametrize(
    "name",
    ["王小明", "\ufeffAnna", "Anna\x01", "".join(map(chr, range(32))), "".join(map(chr, range(0x600, 0x700)))],
)
def test_a_letter_leaves_though_the_fonts_lack_a_sign_of_it(name):
    made = text_of(pdf.letter(a_letter(), to=[name, *TO[1:]], language="fr"))
    assert "?" in made
    assert all(line in made for line in TO[1:])


def test_a_backslash_is_none_of_the_signs_that_lack():
    made = text_of(pdf.letter(a_letter(), to=["王", r"C\u0001 \\x", *TO[1:]], language="fr"))
    assert r"C\u0001 \\x" in made


def test_the_fonts_have_each_sign_that_is_never_replaced():
    assigned = [sign for sign in map(chr, range(0x2FFF)) if unicodedata.category(sign) != "Cn"]
    signs = [sign for sign in assigned if not pdf._WITHOUT_TYPE.match(sign)]
    assert len(signs) > 1000
    pdf.report(a_letter(Paragraph(" ".join(signs))), language="fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_bears_its_number_and_its_class(language):
    rows = tuple((f"{n} mars 2026", str(n)) for n in range(120))
    table = Table("Index", (Column("Jour"), Column("kWh", numeric=True)), rows)
    made = pdf.letter(a_letter(table, confidentiality=Confidentiality.CONFIDENTIAL), to=TO, language=language)
    pages = pypdfium2.PdfDocument(io.BytesIO(made))
    assert len(pages) > 2
    with translation.override(language):
        marked = pdf.class_in_words(Confidentiality.CONFIDENTIAL)
    for number, page in enumerate(pages, 1):
        text = page.get_textpage().get_text_bounded()
        assert marked in text
        assert re.search(rf"{number}\D+{len(pages)}", text)


def test_the_same_document_gives_the_same_bytes():
    made = {hashlib.sha256(pdf.letter(a_letter(), to=TO, language="nl")).hexdigest() for _ in range(3)}
    assert len(made) == 1


def test_fonts_are_those_that_their_readme_names():
    folder = Path(pdf.__file__).parent / "fonts"
    told = dict(re.findall(r"\| `(\S+\.ttf)` \|.*`([0-9a-f]{64})`", (folder / "README.md").read_text()))
    assert set(told) == {path.name for path in folder.glob("*.ttf")}
    for name, digest in told.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
