from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def anchor(settings, tmp_path) -> Path:
    """An anchor file of its own for each test."""
    settings.AUDIT_ANCHOR = str(tmp_path / "anchor.ndjson")
    return tmp_path / "anchor.ndjson"
