"""One process of P3: `python -m bench.worker store|all FILE` says "ready", starts when told, says "done".

With `store`, reading the file belongs to getting ready.
"""

import sys
from pathlib import Path

if __name__ == "__main__":
    import django

    django.setup()
    from bench.ingest import read, store
    from consumption.ingest.rows import Spool

    what, file = sys.argv[1], Path(sys.argv[2])
    with Spool() as spool:
        if what == "store":
            read(file, spool)
        print("ready", flush=True)
        sys.stdin.read()
        if what == "all":
            read(file, spool)
        store(spool)
        print("done", flush=True)
