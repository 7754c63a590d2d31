"""A database of its own for the benchmarks, made anew for each run."""

import os

import psycopg
from psycopg import sql

NAME = "raccord_bench"


def _other(url: str, database: str) -> str:
    return url.rpartition("/")[0] + "/" + database


def make() -> None:
    """Make the database, point the environment to it, set Django up and migrate."""
    owner = os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]
    with psycopg.connect(_other(owner, "postgres"), autocommit=True) as connection:
        name = sql.Identifier(NAME)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
    os.environ["DATABASE_URL"] = os.environ["DATABASE_OWNER_URL"] = _other(owner, NAME)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings.demo")

    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def drop() -> None:
    """Remove the database: it may be large."""
    from django.db import connections

    connections.close_all()
    owner = os.environ["DATABASE_OWNER_URL"]
    with psycopg.connect(_other(owner, "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME)))
