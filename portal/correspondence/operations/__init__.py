"""Writing preferences, campaigns and letters. What other rooms call stands here."""

from portal.correspondence.operations.reading import note_answer

__all__ = ["note_answer"]
