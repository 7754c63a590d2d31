"""Whose name it is: strictly."""

import pytest

from mandates.signing.names import is_name_of


@pytest.mark.parametrize(
    ("registered", "given", "surname"),
    [
        ("Claire Lefèvre", "Claire Marie", "Lefèvre"),
        ("LEFEVRE Claire", "Claire", "Lefèvre"),
        ("Lefèvre Claire Marie", "Claire Marie Louise", "Lefèvre"),
        ("Anna Van den Berg", "Anna", "van den Berg"),
        ("Luc D’Hondt", "Luc", "D'Hondt"),
        ("Jean-Pierre Müller", "Jean-Pierre Karl", "MÜLLER"),
        ("Marie  Dupont-Durand ", "Marie", "Dupont - Durand"),
    ],
)
def test_the_same_name_is_seen_through_accents_order_case_and_further_given_names(
    registered: str, given: str, surname: str
) -> None:
    assert is_name_of(registered, given=given, surname=surname)


@pytest.mark.parametrize(
    ("registered", "given", "surname"),
    [
        ("Claire Lefèvre", "Clara", "Lefèvre"),
        ("Marie Lefèvre", "Claire Marie", "Lefèvre"),  # perhaps her daughter
        ("Claire Marie Lefèvre", "Claire", "Lefèvre"),
        ("C. Lefèvre", "Claire", "Lefèvre"),
        ("Claire Lefebvre", "Claire", "Lefèvre"),
        ("Claire Lefèvre-Dubois", "Claire", "Lefèvre"),
        ("Claire Berg", "Claire", "Van den Berg"),
        ("Jean Dupont", "Jean-Pierre", "Dupont"),
        ("Jean Pierre Dupont", "Jean-Pierre", "Dupont"),
        ("Claire", "Claire", "Claire"),
        ("Lefèvre", "Claire", "Lefèvre"),
        ("Claire Lefèvre", "", "Claire Lefèvre"),
        ("Claire Lefèvre", "Claire Lefèvre", ""),
        ("", "", ""),
        ("Сlaire Lefèvre", "Claire", "Lefèvre"),  # the first letter is Cyrillic
        ("Claire\u200b Lefèvre", "Claire", "Lefèvre"),
        ("Lefèvre & Fils SPRL", "Claire", "Lefèvre"),
    ],
)
def test_a_doubt_about_the_name_goes_to_a_person(registered: str, given: str, surname: str) -> None:
    assert not is_name_of(registered, given=given, surname=surname)
