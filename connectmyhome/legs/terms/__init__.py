"""The legal terms of connections, as data: loaded from their file, changed by staff, and nothing overwritten."""
