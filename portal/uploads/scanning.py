"""Viruses, by ClamAV's clamd where the operator runs one."""

import io
from enum import StrEnum

import structlog
from clamav_client.clamd import ClamdError
from clamav_client.scanner import ClamdScanner
from django.conf import settings

log = structlog.get_logger(__name__)

_TIMEOUT = 15.0  # seconds for an answer about 10 MB


class Verdict(StrEnum):
    CLEAN = "clean"
    INFECTED = "infected"
    UNKNOWN = "unknown"  # no scanner, or none that answers: a person decides


def scan(content: bytes) -> Verdict:
    """What clamd at `CLAMD_ADDRESS` (host:port, or the path of a socket) says of `content`."""
    if not settings.CLAMD_ADDRESS:
        return Verdict.UNKNOWN
    try:
        client = ClamdScanner({"address": settings.CLAMD_ADDRESS, "timeout": _TIMEOUT}).client
        state, _name = client.instream(io.BytesIO(content))["stream"]
    except (ClamdError, OSError, ValueError, KeyError) as error:
        log.warning("uploads.scanner_silent", error=type(error).__name__)
        return Verdict.UNKNOWN
    return {"OK": Verdict.CLEAN, "FOUND": Verdict.INFECTED}.get(state, Verdict.UNKNOWN)
