"""Whether two names are the same person's name. Strict: what is not plainly the same goes to a person."""

import re
import unicodedata


def is_name_of(registered: str, *, given: str, surname: str) -> bool:
    """Whether `registered` (a full name, in either order) is the name of the certificate's owner.

    Accents, case and the kind of apostrophe do not count. The surname is there whole; of several given names the
    first ones are enough, in their order. A hyphenated name is one name; an initial is none.
    """
    own, first, last = _words(registered), _words(given), _words(surname)
    if not first or not last or not own:
        return False
    some = len(own) - len(last)
    if not 1 <= some <= len(first):
        return False
    return own in (first[:some] + last, last + first[:some])


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.replace("’", "'").replace("‘", "'").casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = re.sub(r"\s*[-‐‑]\s*", "-", plain).split()
    return words if all(re.fullmatch(r"[^\W\d_]+(?:['\-][^\W\d_]+)*'?", word) for word in words) else []
