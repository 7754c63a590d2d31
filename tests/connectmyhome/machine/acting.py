"""How an operator does something: by the operation itself, by its program, or on its pages."""

import io
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from connectmyhome.legs.acts import ACTS
from connectmyhome.legs.models import Leg
from portal.primitives.errors import UnableTo
from portal.uploads.documents import CheckedPdf
from tests.connectmyhome.machine.world import Party

API, PAGES = "/api/v1/connect/legs/", "/en/operator/legs/"
VIAS = ("call", "call", "api", "page")
_IN_API = {"permits-exist": "permits"}
_NAMES_IN_API = {"on": {"permits-exist": "exist_on", "connected": "connected_on"}}
_REFUSED = (400, 404, 409)


def _a_pdf() -> bytes:
    made, file = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.save(file, static_id=True)
    return file.getvalue()


PDF = _a_pdf()


def what_is_told(
    act: str, *, today: date, day: date, words: str, document: str, amount: Decimal
) -> dict[str, Any]:
    """Right values; `day` is that of the works, or the last one of an offer."""
    return {
        "study": {"own_reference": words[:40]},
        "ask": {"text": words},
        "missing": {"document": document, "text": words},
        "offer": {"amount": amount, "valid_until": day},
        "payment": {"paid_on": today},
        "permits-exist": {"on": today},
        "plan": {"day": day},
        "connected": {"on": today},
        "refuse": {"reason": words},
    }.get(act, {})


def attempt(operation: Any, **told: Any) -> bool:
    """Whether the operation did it, or refused."""
    try:
        with transaction.atomic():
            operation(**told)
    except UnableTo:
        return False
    return True


def by_call(party: Party, leg: Leg, act: str, told: Mapping[str, Any], now: datetime) -> bool:
    more = {"checked": CheckedPdf(PDF, 1, held=False)} if act == "offer" else {}
    fresh = Leg.objects.select_related("application").get(pk=leg.pk)
    return attempt(ACTS[act].do, leg=fresh, actor=party.actor, now=now, **told, **more)


def by_api(party: Party, leg: Leg, act: str, told: Mapping[str, Any], *, key: str, match: str) -> Any:
    """The answer of the interface."""
    headers = {"idempotency-key": key, "if-match": match}
    address = f"{API}{leg.public_id}/{_IN_API.get(act, act)}/"
    body = {_NAMES_IN_API.get(name, {}).get(act, name): _plain(value) for name, value in told.items()}
    if act == "offer":
        file = SimpleUploadedFile("offer.pdf", PDF, "application/pdf")
        return party.program.browser.post(address, body | {"document": file}, headers=headers)
    return party.program.browser.post(address, json.dumps(body), content_type="application/json", headers=headers)


def by_page(party: Party, leg: Leg, act: str, told: Mapping[str, Any]) -> Any:
    body = {name: _plain(value) for name, value in told.items()}
    if act == "offer":
        body["checked"] = SimpleUploadedFile("offer.pdf", PDF, "application/pdf")
    return party.browser.post(f"{PAGES}{leg.public_id}/do/{act}/", body)


def was_done(response: Any) -> bool:
    """Whether the interface did it."""
    assert response.status_code in (200, *_REFUSED), (response.status_code, response.content)
    done: bool = response.status_code == 200
    return done


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
