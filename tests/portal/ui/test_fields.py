"""Form fields say what to do, take what people type, and are tied to their words."""

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.primitives.ean import Ean
from portal.ui.fields import EanField, MeterNumberField, OneTimeCodeField
from portal.ui.forms import Form, summary


class AllFields(Form):
    ean = EanField()
    meter_number = MeterNumberField()
    code = OneTimeCodeField()


RIGHT = {
    "ean": "5414-4901 2700.0000 16",
    "meter_number": "1sag 1105 004812",
    "code": "123 456",
}


def errors(**wrong: str) -> dict[str, list[str]]:
    with translation.override("en"):
        form = AllFields(RIGHT | wrong)
        return {name: [str(message) for message in messages] for name, messages in form.errors.items()}


def test_what_people_type_is_cleaned_to_the_domain_values() -> None:
    form = AllFields(RIGHT)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "ean": Ean("541449012700000016"),
        "meter_number": "1SAG1105004812",
        "code": "123456",
    }


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("ean", "", "Enter the EAN number"),
        ("ean", "541449012700000010", "Check the EAN number: at least one digit is wrong"),
        ("ean", "5414 4901 27", "Enter all 18 digits of the EAN number: you entered 10"),
        ("ean", "54144901270000001O", "Enter the EAN number with digits only"),
        ("meter_number", "", "Enter the meter number"),
        ("meter_number", "--", "Enter the meter number"),
        ("meter_number", "12", "Check the meter number: it has 3 to 20 letters and digits"),
        ("meter_number", "1SAG_1105", "Enter the meter number with letters and digits only"),
        ("code", "12345", "Enter the 6 digits of the code"),
        ("code", "abcdef", "Enter the 6 digits of the code"),
    ],
)
def test_message_says_what_to_do(name: str, typed: str, told: str) -> None:
    assert errors(**{name: typed}) == {name: [told]}


def test_message_is_in_the_readers_language() -> None:
    with translation.override("fr"):
        form = AllFields(RIGHT | {"ean": "541449012700000010"})
        assert form.errors["ean"] == ["Vérifiez le numéro EAN\u00a0: au moins un chiffre est faux"]


@given(st.text(max_size=80))
def test_nothing_that_is_typed_breaks_a_field(typed: str) -> None:
    form = AllFields(dict.fromkeys(RIGHT, typed))
    assert form.is_valid() in (True, False)


def test_empty_optional_field_is_no_error() -> None:
    class Optional(Form):
        ean = EanField(required=False)
        meter_number = MeterNumberField(required=False)
        code = OneTimeCodeField(required=False)

    assert Optional({}).is_valid()


def test_field_is_tied_to_its_hint_and_error() -> None:
    form = AllFields(RIGHT | {"ean": "1"})
    html = Template("{% load ui %}{% field form.ean %}").render(Context({"form": form}))
    assert 'aria-describedby="id_ean-hint id_ean-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_ean-error"' in html
    assert 'id="id_ean-hint"' in html
    assert 'inputmode="numeric"' in html


def test_summary_leads_to_each_field_in_page_order() -> None:
    form = AllFields(RIGHT | {"code": "", "ean": ""})
    form.full_clean()
    form.add_error(None, "The two do not belong together")
    assert [target for target, _ in summary(form)] == ["id_ean", "id_ean", "id_code"]


def test_title_and_summary_say_that_there_is_an_error() -> None:
    from django.template.loader import render_to_string

    form = AllFields(RIGHT | {"ean": "1", "code": "1"})
    with translation.override("en"):
        html = render_to_string("ui/error_summary.html", {"form": form})
    assert "There are 2 things to correct" in html
    assert 'href="#id_ean"' in html
