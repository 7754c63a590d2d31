"""Lists of addresses and meter numbers, as people and spreadsheets write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ean_delivery.lists import read
from portal.primitives.errors import InvalidValue
from portal.primitives.lists import decode

PLACE = ("Rue de Fer", "12", "3", "5000", "1SAG1105004812")


def places(text):
    listed = read(text)
    assert listed.faults == ()
    return [
        (place.street, place.house_number, place.box, place.postal_code, place.meter_number)
        for place in listed.places
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Rue de Fer 12 bte 3, 5000 Namur; 1SAG1105004812",
        "Rue de Fer 12 box 3, 5000 Namur;1SAG 1105 004 812",
        "Rue de Fer;12;3;5000;1SAG1105004812",
        "Rue de Fer,12,3,B-5000,1SAG1105004812",
        "Rue de Fer\t12\t3\t5000\t1SAG1105004812",
        "Rue;Numéro;Boîte;Code postal;Numéro de compteur\nRue de Fer;12;3;5000;1SAG1105004812",
        "Meternummer;Straat;Huisnummer;Bus;Postcode\n1SAG1105004812;Rue de Fer;12;3;5000",
        "PLZ,Straße,Hausnummer,Briefkasten,Zählernummer,Bemerkung\n5000,Rue de Fer,12,3,1SAG1105004812,x",
        '"address";"meter number"\r\n"Rue de Fer 12 box 3, 5000 Namur";"1SAG1105004812"\r\n\r\n',
        '"Rue de Fer 12 bte 3, 5000 Namur",1SAG1105004812',
    ],
)
def test_list_is_read_however_its_columns_are_named_and_parted(text):
    assert places(text) == [PLACE]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_file_is_read_in_the_encodings_of_spreadsheets(encoding):
    content = "Rue de l’Église;1;;5000;12345678".encode(encoding)
    assert places(decode(content)) == [("Rue de l’Église", "1", "", "5000", "12345678")]


def test_file_that_is_no_text_is_refused():
    with pytest.raises(InvalidValue, match="not_text"):
        decode(b"PK\x03\x04\x00\x00")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("nonsense", "columns"),
        ("Rue de Fer;1SAG1105004812", "address"),
        ("Rue de Fer 12, Namur;1SAG1105004812", "address"),
        ("Rue de Fer;12;;50000;1SAG1105004812", "postal_code"),
        ("Rue de Fer;12;;5000;??", "meter_number"),
        ("Rue de Fer;12;;5000;", "postal_code"),
        ("a;b;c;d;e;f;g;h", "columns"),
        pytest.param(f"Rue de Fer{' ' * 60_000}12, 5000 Namur;1SAG1105004812", "address", id="spaces"),
    ],
)
def test_line_that_cannot_be_read_is_named_by_number(line, code):
    listed = read(f"Rue de Fer;12;3;5000;1SAG1105004812\n{line}")
    assert [(fault.line, fault.code) for fault in listed.faults] == [(2, code)]
    assert len(listed.places) == 1


def test_five_thousand_malformed_lines_are_all_counted():
    assert len(read('"a;b\n' * 5000).faults) == 5000


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_line_by_line(text):
    listed = read(text)
    numbers = [one.line for one in (*listed.places, *listed.faults)]
    assert len(numbers) == len(set(numbers))
    assert all(1 <= number <= len(text.splitlines()) for number in numbers)
