"""The frame of the interface for programs: guard, errors, pages, limits, idempotency; alike in all rooms."""
