"""The frame of the interface for programs: errors, pages, idempotency."""
