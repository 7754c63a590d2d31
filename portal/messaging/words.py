"""What messages are about, in words for staff: each room names its templates and documents when it starts."""

from collections.abc import Mapping

from django.utils.functional import Promise

_words: dict[str, Promise | str] = {}


def name_templates(words: Mapping[str, Promise | str]) -> None:
    """Put templates into words, by their name without the channel: `look_up_code`, `ean`."""
    _words.update(words)


def about(template: str) -> str:
    """The words for `look_up_code.sms`; the code itself for one that no room sends any more."""
    return str(_words.get(template.rpartition(".")[0], template))
