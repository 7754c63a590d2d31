"""E-mail through Django's mail backend. It carries no personal data: it says that something waits."""

import smtplib
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage

from portal.messaging.channels import Draft, NotNow, Outcome, Parcel, Prepared, Refused, Taken, Unknown
from portal.messaging.states import State
from portal.messaging.texts import render, split_subject


class EmailChannel:
    """E-mail. The mail server tells nothing after it took a message; bounces go to the operator."""

    final_when_taken = True

    def prepare(self, draft: Draft) -> Prepared:
        text = render(draft.template, draft.context, draft.language)
        split_subject(text)
        return Prepared(draft.address, text)

    def send(self, parcel: Parcel) -> Outcome:
        subject, body = split_subject(parcel.text)
        host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
        email = EmailMessage(
            subject=subject,
            body=body,
            to=[parcel.to],
            headers={
                # The same in each attempt, so that mail programs show a doubled e-mail once.
                "Message-ID": f"<{parcel.message_id}@{host}>",
                "Auto-Submitted": "auto-generated",
            },
        )
        try:
            email.message()
        except ValueError as error:  # no mail server takes this address: a domain too long in ASCII, for one
            return Refused(type(error).__name__)
        try:
            email.send()
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            return _by_code(max(codes, default=0))
        except smtplib.SMTPResponseException as error:
            return _by_code(error.smtp_code)
        except (smtplib.SMTPServerDisconnected, TimeoutError) as error:
            return Unknown(type(error).__name__)
        except (smtplib.SMTPException, OSError) as error:
            return NotNow(type(error).__name__)
        return Taken(provider_id="", status=State.SENT)

    def find(
        self,
        *,
        message_id: str,
        to: str,
        since: datetime,
        is_ours: Callable[[str], bool],
        known: Callable[[str], bool],
    ) -> Taken | None:
        return None  # a mail server keeps no list; a doubled e-mail has the same Message-ID

    def status_of(self, provider_id: str) -> Taken | None:
        return None


def _by_code(code: int) -> Outcome:
    """RFC 5321: 4yz is temporary, 5yz is for good; an authentication that fails (53z) is ours to mend."""
    return Refused(str(code)) if code >= 500 and code // 10 != 53 else NotNow(str(code))
