"""Answers in words."""

from connectmyhome.application.models import Application


def answers_in_words(application: Application) -> list[tuple[str, str]]:
    return [(key, str(value)) for key, value in application.answers.items()]
