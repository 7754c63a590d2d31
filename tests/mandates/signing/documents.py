"""Documents as the portal issues them."""

from datetime import date

from portal.documents import pdf
from portal.documents.model import Document, Facts, Paragraph


def a_document(text: str) -> bytes:
    blocks = (Paragraph(text), Facts((("Holder", "Conseil Énergie"),)))
    return pdf.report(Document("Mandate", blocks, date(2026, 11, 25)), language="fr")
