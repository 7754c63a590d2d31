"""What people, and their programs, do to a document: sign it, and worse."""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper

from tests.mandates.signing.pki import Authorities

Edit = Callable[[IncrementalPdfFileWriter], None]


def sign(
    document: bytes,
    by: Authorities,
    person: str = "claire",
    *,
    of: str = "trusted",
    field: str = "Signature",
    edit: Edit | None = None,
    box: tuple[int, int, int, int] | None = None,
    stamped: bool = False,
    chain: bool = True,
    **metadata: Any,
) -> bytes:
    """`document` signed as `person`, in one more revision; `edit` slips something into the same revision."""
    writer = IncrementalPdfFileWriter(io.BytesIO(document))
    if edit:
        edit(writer)
    told = PdfSignatureMetadata(
        field_name=field, **{"subfilter": SigSeedSubFilter.PADES, "md_algorithm": "sha256", **metadata}
    )
    signer = PdfSigner(
        told,
        by.signer(person, of=of, chain=chain),
        timestamper=RequestsHTTPTimeStamper(by.time_stamps) if stamped else None,
        new_field_spec=SigFieldSpec(field, box=box) if box else None,
    )
    with ThreadPoolExecutor(1) as aside:  # where no other loop runs, as beside a browser of Playwright
        return bytes(aside.submit(signer.sign_pdf, writer).result().getvalue())


def append(document: bytes, edit: Edit) -> bytes:
    """`document` with one more revision that `edit` fills."""
    writer = IncrementalPdfFileWriter(io.BytesIO(document))
    edit(writer)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def add_note(writer: IncrementalPdfFileWriter) -> None:
    """A note over the text."""
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (50, 500, 300, 600))),
            pdf_name("/Contents"): pdf_string("by quarter-hour"),
        }
    )
    page = writer.root["/Pages"]["/Kids"][0]
    notes = page.get("/Annots", generic.ArrayObject())
    notes.append(writer.add_object(note))
    page["/Annots"] = notes
    writer.update_container(page)


def change_text(writer: IncrementalPdfFileWriter) -> None:
    """Another text on the first page."""
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)


def fill_in_form(writer: IncrementalPdfFileWriter) -> None:
    """A text field, filled in."""
    field = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/FT"): pdf_name("/Tx"),
            pdf_name("/T"): pdf_string("until"),
            pdf_name("/V"): pdf_string("2099"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (50, 50, 200, 80))),
        }
    )
    form = generic.DictionaryObject({pdf_name("/Fields"): generic.ArrayObject([writer.add_object(field)])})
    writer.root["/AcroForm"] = writer.add_object(form)
    writer.update_root()
