"""Texts of messages: `templates/messages/<template>.txt` of the sending room, in the recipient's language."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django.template import Context, TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template
from django.utils import translation
from django.utils.crypto import salted_hmac

from portal.primitives.errors import RaccordError


class TextFault(RaccordError):
    """A text that cannot be rendered: no such template, a mistake in it, or a value that it lacks."""


class _Strict(Context):
    """A context in which a missing name is a fault, and not an empty place in somebody's message."""

    def __getitem__(self, key: Any) -> Any:
        try:
            return super().__getitem__(key)
        except KeyError:
            raise TextFault(f"{key} is missing") from None

    def __contains__(self, key: Any) -> bool:
        """Sentences to translate ask this first. A loop asks it whether it is inside another one."""
        if super().__contains__(key) or key in {"forloop", "block"}:
            return super().__contains__(key)
        raise TextFault(f"{key} is missing")


def render(template: str, context: Mapping[str, Any], language: str) -> str:
    """The text, without spaces around it. Raises `TextFault`."""
    try:
        loaded: Any = get_template(f"messages/{template}.txt")
        with translation.override(language):
            return str(loaded.template.render(_Strict(dict(context), autoescape=False))).strip()
    except TemplateDoesNotExist as error:
        raise TextFault(f"no text {error}") from error
    except TemplateSyntaxError as error:
        raise TextFault(str(error)) from error


def split_subject(text: str) -> tuple[str, str]:
    """Subject and body of an e-mail, whose text begins with a line `Subject: …`. Raises `TextFault`."""
    first, _, body = text.partition("\n")
    label, _, subject = first.partition(":")
    if label.strip() != "Subject" or not subject.strip():
        raise TextFault("an e-mail's text begins with its subject")
    return subject.strip(), body.strip() + "\n"


def digest(text: str) -> str:
    """Recognises a text without keeping it: keyed, since a text of six unknown digits is soon guessed."""
    return salted_hmac("portal.messaging.text", text, algorithm="sha256").hexdigest()


# GSM 03.38. A text with any other letter costs twice as much and splits after 70 characters.
_GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑܧ¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED = frozenset("^{}\\[~]|€")  # two places each
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ´`", "'"),
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("–—‐‑−", "-"),
        **dict.fromkeys("\u00a0\u202f\u2009\t", " "),
        "…": "...",
        "œ": "oe",
        "Œ": "OE",
        "\u200b": "",
    }
)


def to_gsm7(text: str) -> str:
    """The same text in letters that an SMS carries at one place each: é and à stay, ê and ç lose their sign."""
    return "".join(_to_gsm7_letter(letter) for letter in text.translate(_PLAIN))


def _to_gsm7_letter(letter: str) -> str:
    if letter in _GSM_BASIC or letter in _GSM_EXTENDED:
        return letter
    bare = "".join(part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part))
    return bare if bare and set(bare) <= _GSM_BASIC else letter


def gsm7_length(text: str) -> int | None:
    """Places that the text takes in an SMS (160 in one); None when it has letters that GSM 03.38 lacks."""
    if not set(text) <= _GSM_BASIC | _GSM_EXTENDED:
        return None
    return sum(2 if letter in _GSM_EXTENDED else 1 for letter in text)
