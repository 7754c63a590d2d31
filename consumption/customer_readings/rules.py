"""How often a code on a letter may be tried: it has fifty bits, so these keep guessing hopeless and cheap."""

from datetime import timedelta

from portal.limits import Limit

CODE_CLIENT = Limit("reading_code_client", 15, timedelta(hours=1), alarm=True)
CODE_ALL = Limit("reading_code_all", 50_000, timedelta(days=1), alarm=True)
