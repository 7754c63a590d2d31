"""Texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.messaging.texts import TextFault, gsm7_length, render, split_subject, to_gsm7


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Votre code : 123456. Valable dix minutes, à ne donner à personne.", None),
        ("L’être reçu — « bientôt »…", 'L\'etre recu - " bientot "...'),
        ("Zähler, für Straße", None),
        ("coëfficiënt, œuvre", "coefficient, oeuvre"),
        ("12\u202f345 kWh\u00a0!", "12 345 kWh !"),
    ],
)
def test_an_sms_is_written_in_letters_of_one_place_each(text, sent):
    assert to_gsm7(text) == (sent or text)
    assert gsm7_length(to_gsm7(text)) == len(sent or text)


@given(st.text())
def test_any_text_can_be_made_fit_and_doing_it_twice_changes_nothing(text):
    assert to_gsm7(to_gsm7(text)) == to_gsm7(text)


def test_the_euro_sign_takes_two_places_and_cyrillic_letters_none():
    assert gsm7_length("5 €") == 4
    assert gsm7_length("код") is None


def test_names_are_written_as_they_are_and_not_as_html():
    text = render("proof_notice.email", {"name": "D'Hondt & Zonen"}, "nl")
    assert split_subject(text) == ("Proof for D'Hondt & Zonen", "It's here, D'Hondt & Zonen.\n")


@pytest.mark.parametrize("missing", [{"name": "A"}, {"count": 1}])
def test_a_text_that_lacks_a_value_is_a_fault_and_not_a_gap(missing):
    assert render("proof_sentence.sms", {"name": "A", "count": 2}, "fr") == "A has 2: 1 2"
    with pytest.raises(TextFault, match="is missing"):
        render("proof_sentence.sms", missing, "fr")


def test_an_email_without_a_subject_is_a_fault():
    with pytest.raises(TextFault):
        split_subject("Bonjour\n\nSubject: trop tard")
