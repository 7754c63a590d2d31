"""`python -m bench [--full] [P1 P2 …]`: the figures of DESIGN §11, each beside its peer in the same run."""

import argparse
import importlib
import pkgutil
import sys
import time

import bench
from bench import database
from bench.registry import Figure, Scale, chosen, table


def main() -> int:
    """Entry point. Exit code 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("only", nargs="*", metavar="P", help="only these figures, such as P2")
    parser.add_argument(
        "--full", action="store_true", help="with 1.4 million access points; takes hours and tens of GB"
    )
    options = parser.parse_args()
    database.make()
    for module in pkgutil.iter_modules(bench.__path__, "bench."):
        if module.name != "bench.__main__":
            importlib.import_module(module.name)
    figures: list[Figure] = []
    try:
        for codes, run in chosen({code.upper() for code in options.only}):
            began = time.perf_counter()
            print(f"measuring {codes} …", end=" ", file=sys.stderr, flush=True)
            figures += run(Scale(options.full))
            print(f"{time.perf_counter() - began:.0f} s", file=sys.stderr)
    finally:
        database.drop()
    print(table(sorted(figures, key=lambda figure: int(figure.code[1:].rstrip("abc")))))
    return 0 if all(figure.reached for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
