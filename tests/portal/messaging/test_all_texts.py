"""Every text that any room sends: it can be rendered, in four languages, and an SMS fits into one."""

from pathlib import Path

import pytest
from django.apps import apps
from django.utils import translation

from portal.documents.registry import names
from portal.messaging.texts import gsm7_length, render, split_subject, to_gsm7
from portal.messaging.words import about
from tests.architecture.house import ROOT

# What the rooms put into their texts: the longest that may come.
SAMPLES = {
    "code": "123456",
    "days": 7,
    "minutes": 10,
    "number": "078 00 00 01",
    "change": "password_changed",
    "week": True,
    "gone": True,
    "brand": "Raccord",
    "first": "5414 4902 0700 0000 16",
    "first_is_gas": False,
    "second": "5414 4902 0700 0001 22",
    "second_is_gas": True,
    "reference": "R-ABCDE-FGHJ",
    "link": "https://raccord.example/fr/account/password/MTIzNDU2Nzg5MA/d0v6k2-2f9c0a5b8d7e6f1a2b3c4d5e6f7a8b9c/",
}
NOT_SENT = {"mandate"}  # a document that is read in the portal only
LANGUAGES = ("fr", "nl", "de", "en")
TEMPLATES = sorted(
    path
    for app in apps.get_app_configs()
    if Path(app.path).is_relative_to(ROOT)
    for path in (Path(app.path) / "templates" / "messages").glob("*.txt")
)


def name(path: Path) -> str:
    return path.name.removesuffix(".txt")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", [name(path) for path in TEMPLATES if ".sms." in path.name])
def test_an_sms_fits_into_one(template, language):
    text = to_gsm7(render(template, SAMPLES, language))
    length = gsm7_length(text)
    assert length is not None and 10 < length <= 160, f"{length}: {text}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", [name(path) for path in TEMPLATES if ".email." in path.name])
def test_an_email_has_a_short_subject_and_a_body(template, language):
    subject, body = split_subject(render(template, SAMPLES, language))
    assert 5 < len(subject) <= 78
    assert len(body) > 40


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_text_is_told_in_each_language(path):
    told = {render(name(path), SAMPLES, language) for language in LANGUAGES}
    assert len(told) == len(LANGUAGES)


def test_there_are_texts_and_each_names_its_channel_and_stands_in_one_room_only():
    names = [name(path) for path in TEMPLATES]
    assert len(names) == len(set(names)) > 5
    assert {one.rpartition(".")[2] for one in names} <= {"sms", "email"}


@pytest.mark.parametrize("language", LANGUAGES[:-1])
def test_staff_read_in_words_what_each_text_and_letter_is_about(language):
    sent = {name(path) for path in TEMPLATES} | {f"{one}.letter" for one in names() - NOT_SENT}
    with translation.override("en"):
        english = {template: about(template) for template in sent}
    with translation.override(language):
        told = {template: about(template) for template in sent}
    assert len(sent) > 30
    assert {template for template in sent if english[template] == template} == set()
    assert {template for template in sent if told[template] == english[template]} == set()


def test_what_no_room_sends_any_more_shows_its_code():
    assert about("gone.sms") == "gone.sms"
