"""What import-linter cannot say: which kind of module may know HTTP, the queue, or a framework at all."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    path
    for package in ("portal", "consumption")
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.parts
)
HTTP_AND_QUEUE = (
    "celery", "kombu", "django.http", "django.shortcuts", "django.views", "rest_framework",
)  # fmt: skip
INNER = ("models", "operations", "queries")


def _inner(path: Path) -> bool:
    """Whether `path` is, or belongs to, a module of models, operations or queries."""
    return path.stem in INNER or path.parent.name in INNER


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _within(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


@pytest.mark.parametrize("path", filter(_inner, MODULES), ids=lambda path: str(path.relative_to(ROOT)))
def test_models_operations_and_queries_import_no_http_and_no_queue(path: Path) -> None:
    found = [module for module in _imports(ast.parse(path.read_text())) if _within(module, HTTP_AND_QUEUE)]
    assert found == []


@pytest.mark.parametrize(
    "path", [path for path in MODULES if path.stem == "states"], ids=lambda path: str(path.relative_to(ROOT))
)
def test_states_import_no_framework(path: Path) -> None:
    foreign = ("django", "celery", "redis", "rest_framework")
    assert [module for module in _imports(ast.parse(path.read_text())) if _within(module, foreign)] == []


def test_no_cycle_hides_behind_a_local_import() -> None:
    hidden = []
    for path in MODULES:
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function.name != "ready":
                own = [module for module in _imports(function) if _within(module, ("portal", "consumption"))]
                hidden += [f"{path.relative_to(ROOT)}: {function.name} imports {module}" for module in own]
    assert hidden == []
