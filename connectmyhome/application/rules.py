"""How much, how many and how long. Pure Python but for the limits."""

from datetime import timedelta

from portal.limits import Limit

BEGIN_CLIENT = Limit("connect_begin", 20, timedelta(hours=1))
LINK_ADDRESS = Limit("connect_link", 5, timedelta(hours=24))  # mails to an address that somebody typed
LINK_CLIENT = Limit("connect_link_client", 20, timedelta(hours=1))
ATTACH = Limit("connect_attach", 60, timedelta(hours=1))  # per application: each file takes work to judge

LINK_LIFETIME = timedelta(days=7)
DRAFT_LIFETIME = timedelta(days=30)  # after its last change; then it is erased

MOST_ATTACHMENTS = 12  # of an application; each question of an operator takes one more
MOST_BYTES = 40 * 1024 * 1024  # of these together
MOST_DWELLINGS = 4

CONSENT_TEXT = "2026-11"  # the version of the words of the consent; change it with them
