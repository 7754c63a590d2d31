"""One importing process of P3: `python -m bench.worker FILE` says that it is ready, and starts when told."""

import sys
from datetime import UTC, datetime
from pathlib import Path

if __name__ == "__main__":
    import django

    django.setup()
    from consumption.ingest.operations import import_file

    print("ready", flush=True)
    sys.stdin.read()
    import_file(path=Path(sys.argv[1]), now=datetime(2026, 11, 23, 6, tzinfo=UTC), actor="bench")
