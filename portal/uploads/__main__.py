"""The process of its own: `python -m portal.uploads MODULE [ARGUMENT…]`, started by `limited`."""

import resource
import sys
from importlib import import_module

_MEMORY = 1024**3  # bytes of address space: the libraries alone take a third of it
_PROCESSOR = 10  # seconds


def main(module: str, *arguments: str) -> None:
    """Write what the module makes of standard input to standard output."""
    resource.setrlimit(resource.RLIMIT_CPU, (_PROCESSOR, _PROCESSOR))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # others know this limit and do not keep it
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    made: bytes = import_module(f"portal.uploads.{module}").work(sys.stdin.buffer.read(), *arguments)
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main(*sys.argv[1:])
