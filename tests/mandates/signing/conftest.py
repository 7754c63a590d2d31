"""Authorities for the tests of signatures, made once, and a mandate to sign."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from portal.documents import pdf
from portal.documents.model import Document, Facts, Paragraph
from tests.mandates.signing.pki import Authorities, serving


@pytest.fixture(scope="session")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authorities]:
    with serving(tmp_path_factory.mktemp("authorities")) as found:
        yield found


@pytest.fixture
def trust(authorities: Authorities, settings: Any, tmp_path: Path) -> Authorities:
    """The trusted authority is in the trust list of this test."""
    settings.MANDATE_TRUST_ROOTS = str(authorities.trust(tmp_path / "trust"))
    return authorities


@pytest.fixture(scope="session")
def issued() -> bytes:
    """The exact bytes that the portal issued."""
    return a_document("The home in the rue de Fer, by month.")


def a_document(text: str) -> bytes:
    blocks = (Paragraph(text), Facts((("Holder", "Conseil Énergie"),)))
    return pdf.report(Document("Mandate", blocks, date(2026, 11, 25)), language="fr")
