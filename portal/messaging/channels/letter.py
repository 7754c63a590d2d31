"""Letters, handed to a print house through the spool."""

import errno
import hashlib
import io
from collections.abc import Callable
from datetime import datetime

import orjson
import pikepdf

from portal.documents import pdf
from portal.documents.registry import DocumentFault, compose
from portal.messaging import spool
from portal.messaging.channels import Draft, NotNow, Outcome, Parcel, Prepared, ProviderAway, Taken
from portal.messaging.states import State
from portal.messaging.texts import TextFault


class LetterChannel:
    """Letters. What becomes of one, the print house tells by its receipts."""

    final_when_taken = True

    def prepare(self, draft: Draft) -> Prepared:
        name = draft.template.rpartition(".")[0]
        try:
            document = compose(name, draft.context, draft.language)
            file = pdf.letter(document, to=draft.postal, language=draft.language)
        except DocumentFault as fault:
            raise TextFault(str(fault)) from fault
        with pikepdf.open(io.BytesIO(file)) as opened:
            pages = len(opened.pages)
        ticket = {
            "kind": name,
            "language": draft.language,
            "class": document.confidentiality.value,
            "pages": pages,
            "duplex": True,
            "envelope": "C5/6, window on the right",
            "destination": draft.postal[-1],
            "bytes": len(file),
            "sha256": hashlib.sha256(file).hexdigest(),
        }
        return Prepared(", ".join(draft.postal), orjson.dumps(ticket).decode(), file)

    def send(self, parcel: Parcel) -> Outcome:
        ticket = {"id": parcel.message_id, **orjson.loads(parcel.text)}
        try:
            spool.hand_over(
                parcel.message_id, pdf=parcel.file, ticket=orjson.dumps(ticket, option=orjson.OPT_INDENT_2)
            )
        except OSError as error:
            return NotNow(_name(error))
        return _taken(parcel.message_id)

    def find(
        self,
        *,
        message_id: str,
        to: str,
        since: datetime,
        is_ours: Callable[[str], bool],
        known: Callable[[str], bool],
    ) -> Taken | None:
        try:
            return _taken(message_id) if spool.finish(message_id) else None
        except OSError as error:
            raise ProviderAway(_name(error)) from error

    def status_of(self, provider_id: str) -> Taken | None:
        return None


def _taken(message_id: str) -> Taken:
    return Taken(provider_id=message_id, status=State.ACCEPTED)


def _name(error: OSError) -> str:
    return f"spool_{errno.errorcode.get(error.errno or 0, 'error')}"
