"""What can go wrong, in words for the person at the keyboard."""


class EmbeddedError(Exception):
    """The servers can't run here; the message says why and what to do."""
