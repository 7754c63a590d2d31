"""PDFs of every kind, made by hand."""

import io
import random
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String


def a_pdf(*, pages: int = 1, change: Callable[[Pdf], None] | None = None, **saving: object) -> bytes:
    """Blank pages, and what `change` does to the document."""
    made = Pdf.new()
    for _ in range(pages):
        made.add_blank_page()
    if change:
        change(made)
    content = io.BytesIO()
    made.save(content, **saving)  # type: ignore[arg-type]
    return content.getvalue()


def _script(pdf: Pdf) -> pikepdf.Object:
    return pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))


def _note(pdf: Pdf, **keys: object) -> None:
    note = Dictionary(Type=Name.Annot, Rect=[0, 0, 10, 10], **keys)
    pdf.pages[0].Annots = Array([pdf.make_indirect(note)])


def _attach(pdf: Pdf) -> None:
    pdf.attachments["secret.txt"] = pikepdf.AttachedFileSpec(pdf, b"hello")


ACTIVE: dict[str, Callable[[Pdf], None]] = {
    "script on opening": lambda pdf: setattr(pdf.Root, "OpenAction", _script(pdf)),
    "launch on opening": lambda pdf: setattr(
        pdf.Root, "OpenAction", Dictionary(S=Name.Launch, F=String("calc.exe"))
    ),
    "script by name": lambda pdf: setattr(
        pdf.Root, "Names", Dictionary(JavaScript=Dictionary(Names=Array([String("a"), _script(pdf)])))
    ),
    "page that acts": lambda pdf: setattr(pdf.pages[0], "AA", Dictionary(O=_script(pdf))),
    "form that sends": lambda pdf: _note(
        pdf, Subtype=Name.Link, A=Dictionary(S=Name.SubmitForm, F=String("http://127.0.0.1/"))
    ),
    "rich media": lambda pdf: _note(pdf, Subtype=Name.RichMedia),
    "film": lambda pdf: _note(pdf, Subtype=Name.Screen),
    "XFA form": lambda pdf: setattr(pdf.Root, "AcroForm", Dictionary(Fields=Array(), XFA=String("<x/>"))),
    "script that nothing leads to": lambda pdf: setattr(
        pdf.pages[0], "PieceInfo", Dictionary(Kept=Dictionary(Private=_script(pdf)))
    ),
}
EMBEDDING: dict[str, Callable[[Pdf], None]] = {
    "attached file": _attach,
    "file in a note": lambda pdf: _note(pdf, Subtype=Name.FileAttachment),
    "collection": lambda pdf: setattr(pdf.Root, "Collection", Dictionary()),
}


def mutated(content: bytes, seed: int) -> bytes:
    """The same file after an accident: bits flipped, parts lost, doubled or swapped, numbers changed."""
    chance = random.Random(seed)
    made = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        at, span = chance.randrange(len(made)), chance.randint(1, 400)
        match chance.randrange(6):
            case 0:
                made[at] ^= 1 << chance.randrange(8)
            case 1:
                del made[at : at + span]
            case 2:
                made[at:at] = made[at : at + span]
            case 3:
                made[at : at + span] = chance.randbytes(min(span, 40))
            case 4:
                made[at:at] = str(chance.choice((-1, 0, 2**31, 2**63, 10**30))).encode()
            case _:
                made = made[: max(at, 10)]
        if len(made) < 20:
            break
    return bytes(made)
