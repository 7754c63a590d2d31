"""Logs: one JSON object a line, from structlog and the standard library alike, without secrets or personal data.

Whoever writes a log line names ids only. This is the net below: numbers, addresses and codes are masked in
whatever text arrives, tracebacks included, and values under names that tell of a secret are left out.
"""

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

_DIGIT = r"(?<![\d.])"  # not inside a longer number, nor after a decimal point
_MASKS = (
    # PostgreSQL says in these lines which row it refused, names and addresses included.
    ("<row>", re.compile(r"\b(?:DETAIL|CONTEXT):.*")),
    ("<e-mail>", re.compile(r"[\w.+%-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+")),
    ("<EAN>", re.compile(rf"{_DIGIT}54\d{{2}}(?:[ .-]?\d{{2,4}}){{3,6}}(?!\d)")),
    ("<meter>", re.compile(r"\b(?:\d[A-Z]{3}\d{10}|7FLO\w{4,})\b")),
    ("<number>", re.compile(r"(?:\+|%2B|\b00)(?:[1-9]\d{0,2})[ ./-]?(?:\(0\))?(?:[ ./-]?\d){6,12}(?!\d)")),
    ("<number>", re.compile(rf"{_DIGIT}0[1-9]\d?(?:[ ./-]?\d{{2,3}}){{3,4}}(?!\d)")),
    ("<code>", re.compile(r"(?<![\w.-])\d{6}(?![\w-])")),
)
_SECRET_NAMES = re.compile(
    r"authorization|cookie|secret|passw|token|api_?key|signature|^code$|otp|context|body|^text$|mobile|phone|e_?mail"
    r"|^ean$|^to$|^name$|address$|csrf",
    re.IGNORECASE,
)
_OMITTED = "<omitted>"
_DEEPEST = 6


def mask(text: str) -> str:
    """The text without e-mail addresses, EANs, meter numbers, telephone numbers, six-digit codes and rows that the
    database refused."""
    for replacement, pattern in _MASKS:
        text = pattern.sub(replacement, text)
    return text


def _cleaned(value: Any, depth: int = 0) -> Any:
    if isinstance(value, str):
        return mask(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if depth >= _DEEPEST:
        return _OMITTED
    if isinstance(value, Mapping):
        return {str(name): _value(str(name), one, depth + 1) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_cleaned(one, depth + 1) for one in value]
    return mask(str(value))


def _value(name: str, value: Any, depth: int) -> Any:
    return _OMITTED if _SECRET_NAMES.search(name) else _cleaned(value, depth)


def without_secrets(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: masks each value of the line. What structlog and the formatter need stays."""
    return {name: value if name.startswith("_") else _value(name, value, 0) for name, value in event.items()}


_STAMP = structlog.processors.TimeStamper(fmt="iso", utc=True)
_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
]
_LAST: list[Any] = [
    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
    without_secrets,
    _STAMP,
]


def configure(*, level: str, json: bool) -> dict[str, Any]:
    """Set structlog up, and return Django's LOGGING: JSON for machines, or lines for a person at a terminal."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [*_SHARED, structlog.stdlib.ExtraAdder()],
                "processors": [*_LAST, renderer],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"level": level, "handlers": [], "propagate": True},
            # Each answers with what the client typed; the view has said what matters.
            "django.security.DisallowedHost": {"level": "ERROR"},
            # Twilio's SDK writes whole requests at INFO.
            "twilio": {"level": "WARNING"},
            "urllib3": {"level": "WARNING"},
            # They name the owners of certificates; the findings say what matters.
            "pyhanko": {"level": "CRITICAL"},
            "pyhanko_certvalidator": {"level": "CRITICAL"},
            "celery": {"level": level},
        },
    }
