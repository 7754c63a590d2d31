"""E-mails: through Django's mail backend, and into the demo's mailbox."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from threading import Thread

import pytest
from django.core import mail

from portal.messaging.operations import Recipient
from portal.messaging.standin import mailbox
from portal.messaging.states import State
from tests.portal.messaging.test_delivery import state_of

pytestmark = pytest.mark.django_db


def test_an_email_goes_out_and_nothing_more_is_heard_of_it(outbox, mailoutbox):
    message = outbox.put("proof_notice.email")
    outbox.work()
    [email] = mailoutbox
    assert (email.to, email.subject) == (["camille@example.org"], "Proof for Camille")
    assert email.body == "It's here, Camille.\n"
    assert email.extra_headers["Message-ID"].startswith(f"<{message.public_id}@raccord.example>")
    assert state_of(message) == State.SENT
    assert (message.context, message.not_before) == ({}, None)


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("fr", "Quelque chose vous attend sur le portail"),
        ("nl", "Er ligt iets voor u klaar op het portaal"),
        ("de", "Im Portal liegt etwas für Sie bereit"),
        ("en", "Something is waiting for you in the portal"),
    ],
)
def test_the_notice_that_something_waits_speaks_the_recipients_language(outbox, mailoutbox, language, subject):
    outbox.put("something_waits.email", to=Recipient(language=language, email="a@example.org"), context={})
    outbox.work()
    assert mailoutbox[0].subject == subject


def test_a_subject_of_two_lines_cannot_smuggle_in_a_recipient(outbox, mailoutbox):
    outbox.put("proof_notice.email", context={"name": "Camille\nBcc: everybody@example.org"})
    outbox.work()
    assert mailoutbox[0].subject == "Proof for Camille"
    assert mailoutbox[0].recipients() == ["camille@example.org"]


def test_an_address_that_no_mail_server_takes_fails_and_is_not_tried_again(outbox, mailoutbox):
    to = Recipient(language="fr", email=f"a@{'ü' * 60}.be")  # 63 letters at most, once written in ASCII
    message = outbox.put("proof_notice.email", to=to)
    outbox.work()
    assert state_of(message) == State.FAILED
    assert mailoutbox == []


class MailServer:
    """An SMTP server that answers what it is told."""

    def __init__(self, answers: dict[str, str]) -> None:
        self.answers = answers
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as lines:
                self.talk(lines)

    def talk(self, lines) -> None:
        self.say(lines, "220 here")
        while command := lines.readline().decode().strip().upper():
            word = command.split(":")[0].split()[0]
            answer = self.answers.get(word, "250 fine")
            if answer == "hang up":
                return
            self.say(lines, "354 go on" if word == "DATA" and word not in self.answers else answer)
            if word == "DATA" and word not in self.answers:
                while lines.readline().strip() != b".":
                    pass
                if self.answers.get("END") == "hang up":
                    return
                self.say(lines, self.answers.get("END", "250 taken"))

    def say(self, lines, text: str) -> None:
        lines.write(f"{text}\r\n".encode())
        lines.flush()


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:
    server = MailServer({})
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield server
    server.socket.close()


@pytest.mark.parametrize(
    ("answers", "state", "reason"),
    [
        ({}, State.SENT, ""),
        ({"RCPT": "550 nobody here"}, State.FAILED, "refused_550"),
        ({"RCPT": "451 greylisted"}, State.QUEUED, "retry_451"),
        ({"DATA": "452 full"}, State.QUEUED, "retry_452"),
        ({"END": "554 spam"}, State.FAILED, "refused_554"),
        ({"END": "hang up"}, State.UNKNOWN, "unknown_SMTPServerDisconnected"),
    ],
)
def test_what_the_mail_server_says_decides(outbox, mail_server, answers, state, reason):
    mail_server.answers = answers
    message = outbox.put("proof_notice.email")
    outbox.work()
    assert (state_of(message), message.reason) == (state, reason)
    mail_server.answers = {}
    outbox.work(later=timedelta(minutes=2))
    assert state_of(message) == (State.FAILED if state == State.FAILED else State.SENT)


def test_with_the_mail_server_away_the_email_waits(outbox, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    message = outbox.put("proof_notice.email")
    outbox.work()
    assert (state_of(message), message.reason) == (State.QUEUED, "retry_ConnectionRefusedError")


def test_the_demos_mailbox_keeps_emails_newest_first(outbox, settings, tmp_path):
    settings.MAILBOX = str(tmp_path / "mailbox")
    settings.EMAIL_BACKEND = "portal.messaging.standin.mailbox.EmailBackend"
    assert mailbox.newest(10) == []
    for name in ("Zoé", "Jürgen"):
        mail.send_mail(f"Für {name}", f"Élan, {name}", None, [f"{name.lower()}@example.org"])
    kept = mailbox.newest(10)
    assert [email.subject for email in kept] == ["Für Jürgen", "Für Zoé"]
    assert kept[1].body.strip() == "Élan, Zoé"
    assert len(mailbox.newest(1)) == 1
