"""The letter that holds EANs."""

import pytest

from portal.documents.model import Confidentiality, Figure, Table
from portal.documents.registry import DocumentFault, compose
from tests.factories import an_ean


def a_context(count: int) -> dict:
    return {
        "dated": "2026-11-24",
        "reference": "AB12-CD34",
        "number": "078 00 00 01",
        "rows": [
            {
                "address": f"Rue de Fer {n}, 5000 Namur",
                "energy": "gas" if n % 2 else "electricity",
                "ean": an_ean(n),
            }
            for n in range(count)
        ],
    }


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_one_or_two_eans_stand_large_with_their_energy(language):
    document = compose("ean", a_context(2), language)
    figures = [block for block in document.blocks if isinstance(block, Figure)]
    assert [figure.value.replace("\u00a0", "") for figure in figures] == [an_ean(0), an_ean(1)]
    assert figures[0].label != figures[1].label
    assert document.confidentiality is Confidentiality.CONFIDENTIAL


def test_more_stand_in_a_table_with_their_addresses():
    document = compose("ean", a_context(40), "fr")
    (table,) = (block for block in document.blocks if isinstance(block, Table))
    assert len(table.rows) == 40
    assert table.rows[3][:2] == ("Rue de Fer 3, 5000 Namur", "gaz")


def test_letter_without_an_ean_is_a_fault():
    with pytest.raises(DocumentFault):
        compose("ean", a_context(0), "fr")
