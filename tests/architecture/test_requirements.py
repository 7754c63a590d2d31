"""What is installed is pinned by its content, and the tree names no registry to take it from."""

import re
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, files, name

COMPILED = sorted((ROOT / "requirements").glob("*.txt"))
REGISTRY = re.compile("|".join([r"py" + r"pi\.org", r"python" + r"hosted\.org", r"--(extra-)?index" + "-url"]))
FOLDERS = (
    "portal",
    "consumption",
    "mandates",
    "connectmyhome",
    "tests",
    "bench",
    "docs",
    "requirements",
    "scripts",
    ".ci",
)


@pytest.mark.parametrize("path", COMPILED, ids=name)
def test_every_requirement_has_a_version_and_hashes(path: Path) -> None:
    requirements = re.split(r"\n(?=\S)", path.read_text().strip())

    assert len(requirements) > 10
    for requirement in requirements:
        assert re.match(r"[a-z0-9._-]+(\[[a-z0-9,_-]+\])?==\S+", requirement), requirement
        assert "--hash=sha256:" in requirement, requirement


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").glob("*.in")), ids=name)
def test_everything_asked_for_is_compiled(path: Path) -> None:
    asked = re.findall(r"^([a-zA-Z0-9_.-]+)", path.read_text(), re.MULTILINE)
    compiled = path.with_suffix(".txt").read_text()

    wanted = {word.lower().replace("_", "-") for word in asked if not word.startswith("-")}
    assert {
        word for word in wanted if not re.search(rf"^{re.escape(word)}(\[|==)", compiled, re.MULTILINE)
    } == set()


def test_no_registry_is_named_in_the_tree() -> None:
    top = [
        path for path in ROOT.iterdir() if path.is_file() and path.suffix in {"", ".md", ".toml", ".py", ".yml"}
    ]
    readable = {".py", ".txt", ".in", ".md", ".toml", ".html", ".js", ".css", ".json", ".yml", ".sh", ""}
    below = [path for path in files("*", below=FOLDERS) if path.suffix in readable]

    assert [name(path) for path in [*top, *below] if REGISTRY.search(path.read_text(errors="replace"))] == []
