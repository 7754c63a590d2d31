"""Every text that any room sends: it can be rendered, in four languages, and an SMS fits into one."""

from pathlib import Path

import pytest
from django.apps import apps

from portal.messaging.texts import gsm7_length, render, split_subject, to_gsm7
from tests.architecture.house import ROOT

# What the rooms put into their texts: the longest that may come.
SAMPLES = {
    "code": "123456",
    "minutes": 10,
    "number": "078 00 00 01",
    "change": "password_changed",
    "brand": "Raccord",
    "first": "5414 4902 0700 0000 16",
    "first_is_gas": False,
    "second": "5414 4902 0700 0001 22",
    "second_is_gas": True,
    "reference": "R-ABCDE-FGHJ",
    "link": "https://raccord.example/fr/account/password/MTIzNDU2Nzg5MA/d0v6k2-2f9c0a5b8d7e6f1a2b3c4d5e6f7a8b9c/",
}
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
