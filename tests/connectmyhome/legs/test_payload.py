"""What an operator is given, on a page or over the interface: what its columns name and nothing else (R13)."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from connectmyhome.application.answers import AttachmentKind, Key
from connectmyhome.application.columns import COLUMNS
from connectmyhome.application.models import Application
from connectmyhome.legs import payload
from connectmyhome.legs.answers import sections_of
from connectmyhome.legs.fields import AmountField
from connectmyhome.legs.models import Leg
from connectmyhome.operators import UTILITIES, Operator, Utility
from tests.connectmyhome.legs.factories import a_file, a_leg
from tests.connectmyhome.scenes import a_sent_application

BESIDE = {"email", "mobile", "language", "commune", "commune_nis"}
WORD = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=20)
ANSWERS = st.dictionaries(
    st.sampled_from([key.value for key in Key]) | WORD, WORD | st.lists(WORD, max_size=3) | st.none(), max_size=30
)


@settings(max_examples=200, deadline=None)
@given(answers=ANSWERS, utility=st.sampled_from(list(Utility)))
def test_no_answer_outside_the_columns_leaves_the_application(answers, utility):
    leg = Leg(application=Application(answers=answers), utility=utility)
    told = payload.given(leg)
    named = {key.value for key in COLUMNS[utility]}
    assert set(told) - BESIDE == named & set(answers)
    assert all(told[key] == answers[key] for key in named & set(answers))


@settings(max_examples=200, deadline=None)
@given(answers=st.dictionaries(st.sampled_from([key.value for key in Key]), WORD, max_size=30))
def test_answers_become_words_whatever_they_say(answers):
    rows = [row for section in sections_of(answers) for row in section.rows]
    assert all(isinstance(answer, str) for _, answer in rows)


def test_each_answer_that_an_operator_is_given_is_said():
    for utility, columns in COLUMNS.items():
        for key in columns:
            value = [utility.value] if key is Key.UTILITIES else "17"
            (section,) = sections_of({key.value: value})
            assert "17" in section.rows[0][1], key


@pytest.mark.django_db
def test_an_operator_is_given_the_files_of_its_kinds_and_those_for_it_alone():
    application = a_sent_application()
    shared = {kind: a_file(application, kind) for kind in AttachmentKind if kind is not AttachmentKind.OTHER}
    alone = {each: a_file(application, AttachmentKind.OTHER, only_for=each) for each in Operator}
    for operator in Operator:
        leg = a_leg(operator=operator, application=application)
        wanted = {*shared.values(), alone[operator]} - {
            shared[kind]
            for kind in shared
            if (kind == AttachmentKind.CERTIBEAU and operator is not Operator.SWDE)
            or (kind == AttachmentKind.PERMIT and Utility.TELECOM in UTILITIES[operator])
        }
        assert set(payload.attachments(leg)) == wanted


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1250,50", "1250.50"), ("1250.5", "1250.5"), ("1 250,50", "1250.50"), ("1.250,50", "1250.50"),
        ("1,250.50", "1250.50"), ("1.250", "1250"), ("€ 1250", "1250"), ("1\u202f250,00 €", "1250"), ("0", "0"),
        ("9999999,99", "9999999.99"), ("1'250'000", "1250000"),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it(text, amount):
    assert AmountField().clean(text) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("abc", "invalid"), ("12,345,67", "invalid"), ("1.2.3", "invalid"), ("1,234.567", "invalid"),
        ("10000000", "too_much"), ("123456789012", "too_much"), ("-5", "negative"), ("1250,555", "invalid"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_told(text, code):
    with pytest.raises(ValidationError) as refused:
        AmountField().clean(text)
    assert refused.value.code == code
