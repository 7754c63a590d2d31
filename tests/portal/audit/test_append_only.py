import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from portal.audit.apps import keep_append_only
from portal.audit.models import Event, Seal
from portal.audit.operations import record

from .conftest import seal_all

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("table", ["audit_event", "audit_seal"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {}"])
def test_the_trace_refuses_to_lose_a_row_even_for_its_owner(table, statement, sealed_event):
    with pytest.raises(DatabaseError, match="the trace only grows"), transaction.atomic():
        connection.cursor().execute(statement.format(table))


def test_the_trace_refuses_a_changed_event(sealed_event):
    with pytest.raises(DatabaseError, match="the trace only grows"), transaction.atomic():
        Event.objects.update(purpose="something else")


def test_the_trace_refuses_a_changed_seal(sealed_event):
    with pytest.raises(DatabaseError, match="the trace only grows"), transaction.atomic():
        Seal.objects.update(key_id="another")


def test_the_application_role_has_no_right_to_change_the_trace(application_role):
    with connection.cursor() as cursor:
        for table in ("audit_event", "audit_seal"):
            for right in ("UPDATE", "DELETE", "TRUNCATE"):
                cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [application_role, table, right])
                assert cursor.fetchone() == (False,), f"{right} on {table}"
            cursor.execute("SELECT has_table_privilege(%s, %s, 'INSERT')", [application_role, table])
            assert cursor.fetchone() == (True,)


def test_other_rooms_migrate_before_the_trace_is_there_and_after_it_went(application_role):
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE audit_seal, audit_event")
        keep_append_only(using="default")
        cursor.execute("SELECT to_regclass('audit_event')")
        assert cursor.fetchone() == (None,)


@pytest.fixture
def application_role(settings):
    """The application's role, with every right, as a careless administrator might grant; the portal takes back."""
    role = settings.DATABASE_APP_ROLE
    if not role:
        pytest.skip("DATABASE_APP_ROLE is not set: one role owns and uses the tables")
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {connection.ops.quote_name(role)}")
    keep_append_only(using="default")
    return role


@pytest.fixture
def sealed_event(transactional_db):
    record(code="disclosure", at=timezone.now(), actor_kind="system")
    seal_all()
