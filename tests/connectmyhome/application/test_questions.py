"""Which questions are asked, when they are answered, and what falls away."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectmyhome.application.answers import AttachmentKind, Key
from connectmyhome.application.columns import COLUMNS
from connectmyhome.application.forms import FORMS
from connectmyhome.application.questions import QUESTIONS, Facts, asked, documents, gone, missing, pruned
from connectmyhome.application.words import GROUPS, TITLES
from connectmyhome.operators import Operator, Utility

TODAY = date(2026, 11, 25)
NAMUR = {
    Utility.ELECTRICITY: (Operator.ORES,),
    Utility.GAS: (Operator.ORES,),
    Utility.WATER: (Operator.SWDE,),
    Utility.TELECOM: (Operator.PROXIMUS, Operator.ORANGE, Operator.TELENET),
}


def facts(served=NAMUR, shared=frozenset(), **answers) -> Facts:
    return Facts(answers=answers, today=TODAY, served=served, shared=shared)


def slugs(questions) -> set[str]:
    return {question.slug for question in questions}


def test_each_key_is_asked_by_one_question_and_each_question_has_form_and_title():
    keys = [key for question in QUESTIONS for key in question.keys]

    assert sorted(keys) == sorted(Key)
    assert set(FORMS) == set(TITLES) == slugs(QUESTIONS)
    for question in QUESTIONS:
        assert set(question.keys) == set(FORMS[question.slug].base_fields) & set(Key), question.slug


def test_the_consent_has_words_for_each_column():
    worded = {key for group, _ in GROUPS for key in group}

    assert {key for keys in COLUMNS.values() for key in keys} == worded


def test_technical_questions_follow_what_is_asked_for():
    only_water = slugs(asked(facts(utilities=["water"], works="new")))

    assert {"water", "site-supply"} <= only_water
    assert not only_water & {"gas", "cooking", "electricity-power", "electricity-use", "telecom"}


def test_what_is_not_served_here_cannot_be_asked_for():
    outside = {**NAMUR, Utility.ELECTRICITY: ()}

    assert Utility.ELECTRICITY not in facts(served=outside, utilities=["electricity"]).utilities
    assert "utilities" in slugs(missing(facts(served=outside, utilities=["electricity"])))


def test_a_parcel_stands_for_the_address_unless_the_street_decides():
    parcel = {"cadastre": "92094A0123/00B000"}

    assert "address" not in slugs(missing(facts(**parcel)))
    assert "address" in slugs(missing(facts(shared=frozenset({Utility.ELECTRICITY}), **parcel)))


@pytest.mark.parametrize(("days", "done"), [(0, True), (30, True), (-1, False)])
def test_a_wanted_day_that_passes_asks_again(days, done):
    start = TODAY + timedelta(days=days)
    told = facts(wanted_from=start.isoformat(), wanted_until=(start + timedelta(days=9)).isoformat())

    assert ("period" not in slugs(missing(told))) is done


def test_what_falls_away_takes_along_what_hangs_on_it():
    told = facts(
        works="temporary",
        utilities=["electricity", "gas"],
        site_supply="yes",
        gas_kw="24",
        wanted_from="2027-01-01",
        temporary_kva="9.2",
    )

    assert set(gone(told)) == {Key.SITE_SUPPLY, Key.GAS_KW, Key.WANTED_FROM}
    assert pruned(told)["utilities"] == ["electricity"]


def test_an_agent_sends_the_mandate_of_the_owner():
    assert documents(facts(role="agent"))[AttachmentKind.MANDATE] is True
    assert AttachmentKind.MANDATE not in documents(facts(role="owner"))


@given(
    st.dictionaries(
        st.sampled_from([key.value for key in Key if key not in (Key.UTILITIES, Key.TELECOM_OPERATORS)]),
        st.sampled_from(["yes", "no", "new", "temporary", "other", "agent", "9.2"]),
    ),
    st.lists(st.sampled_from([each.value for each in Utility]), unique=True),
)
def test_pruning_leaves_only_what_is_asked_and_nothing_more_to_prune(answers, utilities):
    told = facts(**answers, utilities=utilities)
    left = pruned(told)
    again = Facts(answers=left, today=TODAY, served=NAMUR)

    assert pruned(again) == left
    assert set(left) <= {key for question in asked(again) for key in question.keys}
    assert not gone(again)
