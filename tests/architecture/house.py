"""What the tests of the architecture know about the house: its files, and its layers out of pyproject.toml."""

import re
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("portal", "consumption", "mandates", "connectmyhome")
NOT_OURS = {"staticfiles", "shots", "__pycache__", "node_modules"}


@cache
def layers() -> tuple[tuple[str, ...], ...]:
    """The packages of each layer, the topmost first, out of import-linter's contract."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    house = "Imports run one way through the house"
    (contract,) = (contract for contract in contracts if contract["name"] == house)
    return tuple(tuple(re.findall(r"[\w.]+", layer)) for layer in contract["layers"])


def place(module: str) -> tuple[int, str] | None:
    """The number of the layer that a module belongs to, and the package there; none for a library's module."""
    for number, packages in enumerate(layers()):
        for package in packages:
            if module == package or module.startswith(f"{package}."):
                return number, package
    return None


def files(*patterns: str, below: tuple[str, ...] = PACKAGES) -> list[Path]:
    """The project's files below some folders."""
    return [
        path
        for folder in below
        for pattern in patterns
        for path in sorted((ROOT / folder).rglob(pattern))
        if path.is_file() and not NOT_OURS.intersection(path.parts)
    ]


def name(path: Path) -> str:
    """A path as a test names it."""
    return path.relative_to(ROOT).as_posix()
