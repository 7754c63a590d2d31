"""Nothing points up the house: neither a relation between models, nor an import that import-linter can't judge."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model

from tests.architecture.house import PACKAGES, ROOT, files, layers, name, place

HTTP_AND_QUEUE = ("django.http", "django.shortcuts", "django.views", "rest_framework", "celery")
FRAMEWORKS = ("django", "rest_framework", "celery", "redis", "psycopg")


def own_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in PACKAGES]


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_within(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def files_of(kind: str) -> list[Path]:
    """``operations.py`` and the modules of ``operations/``."""
    return [path for path in files("*.py") if path.stem == kind or path.parent.name == kind]


def test_every_room_has_its_place_in_the_layers() -> None:
    rooms = {f"portal.{path.parent.name}" for path in (ROOT / "portal").glob("*/__init__.py")}
    rooms |= {package for package in PACKAGES if package != "portal"}

    assert rooms == {package for layer in layers() for package in layer}


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_relations_between_models_point_down(model: type[Model]) -> None:
    here = place(model.__module__)
    assert here is not None
    for field in model._meta.get_fields():
        if field.auto_created or not field.is_relation or field.related_model is None:
            continue
        there = place(field.related_model.__module__)
        assert there is None or there == here or there[0] > here[0], field


@pytest.mark.parametrize("kind", ["models", "queries", "operations"])
def test_what_decides_knows_neither_http_nor_the_queue(kind: str) -> None:
    assert files_of(kind)
    faults = [
        f"{name(path)} imports {module}"
        for path in files_of(kind)
        for module in imports(path)
        if is_within(module, HTTP_AND_QUEUE) or ".tasks" in module
    ]

    assert faults == []


def test_states_are_pure_python() -> None:
    faults = [
        f"{name(path)} imports {module}"
        for path in files_of("states")
        for module in imports(path)
        if is_within(module, FRAMEWORKS)
    ]

    assert faults == []


def test_no_cycle_hides_behind_a_local_import() -> None:
    hidden = [
        f"{name(path)}: {function.name} imports {node.module}"
        for path in files("*.py")
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef) and function.name != "ready"  # the registry of apps is full then
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom) and is_within(node.module or "", PACKAGES)
    ]

    assert hidden == []


@pytest.mark.parametrize("path", files("*.py", below=(*PACKAGES, "tests", "bench")), ids=name)
def test_a_file_is_short_enough_to_be_read_at_once(path: Path) -> None:
    assert len(path.read_text().splitlines()) < 400
