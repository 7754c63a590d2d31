"""Days of the trace are found without reading all of it. The index is made while the portal writes."""

from django.contrib.postgres.indexes import BrinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("audit", "0004_rollup")]

    operations = [
        AddIndexConcurrently(
            model_name="event", index=BrinIndex(fields=["at"], name="audit_event_by_time", autosummarize=True)
        ),
    ]
