"""Names that mean the same person, and names that do not."""

import pytest

from mandates.welfare.names import same_name


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("Claire Dupont", "Claire Dupont"),
        ("DUPONT Claire", "Claire Dupont"),
        ("Dupont", "Claire Dupont"),
        ("Claire Marie Dupont", "Claire Dupont"),
        ("Francois Lefevre", "François Lefèvre"),
        ("Dupont Martin", "M. et Mme Dupont-Martin"),
        ("van den Berghe Sofie", "Sofie Vandenberghe"),
        ("D'Hondt", "Dhondt"),
        ("D’Hondt Jan", "Jan Dhondt"),
        ("Mueller", "Hans Müller"),
        ("Bäckerei Schmitz", "Baeckerei Schmitz"),
        ("Мария Иванова", "Иванова Мария"),
    ],
)
def test_a_name_is_known_however_it_is_written(typed, known):
    assert same_name(typed, known)


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("Claire Lambert", "Claire Dupont"),
        ("Dupond", "Claire Dupont"),
        ("C", "Claire Dupont"),
        ("", "Claire Dupont"),
        ("-", "Claire Dupont"),
        ("Dupont", ""),
        ("Mme", "Mme Dupont"),
        ("de", "Marc de Wolf"),
    ],
)
def test_another_name_and_less_than_a_name_mean_nobody(typed, known):
    assert not same_name(typed, known)
