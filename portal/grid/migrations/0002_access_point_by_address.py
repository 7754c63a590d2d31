from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # the index is built beside the running portal

    dependencies = [("grid", "0001_initial")]

    operations = [
        AddIndexConcurrently(
            model_name="accesspoint",
            index=models.Index(fields=["postal_code", "street"], name="access_point_by_address"),
        ),
    ]
