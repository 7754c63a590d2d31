"""What is done to an application: begun, filled in, sent, forgotten."""

from connectmyhome.application.operations.answering import save
from connectmyhome.application.operations.attaching import attach, remove_attachment
from connectmyhome.application.operations.beginning import begin, open_link, send_link
from connectmyhome.application.operations.consenting import agree, consent, withdraw_consent
from connectmyhome.application.operations.erasing import erase, forget_drafts
from connectmyhome.application.operations.refusals import UnableToApply
from connectmyhome.application.operations.sending import lacking, send

__all__ = [
    "UnableToApply",
    "agree",
    "attach",
    "begin",
    "consent",
    "erase",
    "forget_drafts",
    "lacking",
    "open_link",
    "remove_attachment",
    "save",
    "send",
    "send_link",
    "withdraw_consent",
]
