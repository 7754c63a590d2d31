"""Authorities for the tests of signatures, made once, and a document to sign. A conftest takes them up."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.mandates.signing.documents import a_document
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


@pytest.fixture
def seal(settings: Any, tmp_path: Path) -> None:
    """A seal made for this test."""
    settings.MANDATE_SEAL_PKCS12 = str(tmp_path / "seal.p12")
    settings.MANDATE_SEAL_PASSPHRASE = "test"
    call_command("make_seal")
