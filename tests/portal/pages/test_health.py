"""Probes and figures."""

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import Settings

from portal.pages import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_probe(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a former probe found does not count."""
    monkeypatch.setattr(health, "_applied", False)


def test_process_is_alive_without_asking_anybody(client: Client) -> None:
    assert client.get("/livez").content == b"alive\n"


def test_portal_is_ready_when_database_migrations_and_redis_are_there(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"database": "ok", "migrations": "ok", "redis": "ok"}


def test_portal_is_not_ready_while_a_migration_waits(client: Client) -> None:
    MigrationRecorder.Migration.objects.filter(app="grid").delete()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"database": "ok", "migrations": "missing", "redis": "ok"}


def test_portal_is_not_ready_without_redis(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["redis"] == "missing"


def test_figures_name_views_and_no_ids(client: Client) -> None:
    client.get("/fr/help/?ean=541449012700000016")
    text = client.get("/metrics").content.decode()
    assert 'raccord_requests_total{method="GET",status="200",view="pages:help"}' in text
    assert "541449012700000016" not in text


def test_figures_tell_how_much_waits(client: Client) -> None:
    text = client.get("/metrics").content.decode()
    assert "raccord_queue_tasks" in text
    assert "raccord_outbox_messages 0.0" in text
    assert "raccord_outbox_oldest_seconds 0.0" in text
