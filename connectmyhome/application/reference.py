"""References: what people read out on the phone and write on plans. Pure Python."""

import re
import secrets

# Neither 0, 1, I, L, O nor U: nothing that is taken for another, and hardly a word.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_FORM = re.compile(rf"CMH-[{_ALPHABET}]{{4}}-[{_ALPHABET}]{{4}}")


def new_reference() -> str:
    """Such as CMH-7K4M-92QX: one of 6 × 10¹¹."""
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"CMH-{drawn[:4]}-{drawn[4:]}"


def parse_reference(typed: str) -> str:
    """The reference, whatever hands made of its dashes, spaces and capitals; "" for anything else."""
    bare = re.sub(r"[\s./–-]", "", typed).upper().removeprefix("CMH")
    found = f"CMH-{bare[:4]}-{bare[4:]}"
    return found if _FORM.fullmatch(found) else ""
