"""Errors that every room may raise or handle."""


class RaccordError(Exception):
    """Base of the errors that the portal raises on purpose."""


class InvalidValue(RaccordError, ValueError):
    """A value that a person can correct. `code` says what is wrong; screens put it into words."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message or code)
        self.code = code


class IllegalMove(RaccordError):
    """A move between states that the machine's table does not have: a mistake in the code."""


class UnableTo(RaccordError):
    """Base of the errors of operations: what was asked for cannot be done, and why."""
