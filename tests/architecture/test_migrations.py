"""Migrations: complete, one line per app, and able to go back."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader

from tests.architecture.house import PACKAGES

LOADER = MigrationLoader(None)
OWN = {
    key: migration
    for key, migration in sorted(LOADER.disk_migrations.items(), key=lambda item: item[0])
    if type(migration).__module__.split(".")[0] in PACKAGES
}


@pytest.mark.django_db
def test_models_have_no_change_without_a_migration() -> None:
    output = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=output)
    except SystemExit:
        pytest.fail(output.getvalue())


@pytest.mark.parametrize("app", sorted({app for app, _ in OWN}))
def test_the_migrations_of_an_app_are_one_line(app: str) -> None:
    own = [key for key in OWN if key[0] == app]
    followers = [
        (parent, key)
        for key in own
        for parent in OWN[key].dependencies
        if parent[0] == app and parent[1] != "__first__"
    ]

    assert len(LOADER.graph.leaf_nodes(app)) == 1
    assert len(followers) == len(own) - 1
    assert len({parent for parent, _ in followers}) == len(followers)


@pytest.mark.parametrize("migration", OWN.values(), ids=str)
def test_a_migration_can_be_taken_back(migration: Migration) -> None:
    assert [operation for operation in migration.operations if not operation.reversible] == []
