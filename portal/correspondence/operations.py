"""What happens to letters once they are issued."""

from datetime import datetime

from portal.correspondence.models import Letter


def note_answer(*, letter: Letter, now: datetime) -> None:
    """A reading came in for this letter: no reminder follows. In the caller's transaction; twice does no harm."""
    Letter.objects.filter(pk=letter.pk, answered_at=None).update(answered_at=now)
