from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("connect_legs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Term",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "utility",
                    models.CharField(
                        choices=[
                            ("electricity", "Electricity"),
                            ("gas", "Gas"),
                            ("water", "Water"),
                            ("telecom", "Telecom"),
                        ],
                        max_length=12,
                    ),
                ),
                ("road_works", models.BooleanField()),
                ("days", models.PositiveSmallIntegerField()),
                (
                    "unit",
                    models.CharField(
                        choices=[("calendar", "calendar days"), ("working", "working days")], max_length=8
                    ),
                ),
                ("source", models.CharField(max_length=300)),
                ("start", models.DateField()),
                ("end", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "ordering": ["utility", "road_works", "start"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("days__gte", 1)), name="term_of_a_day_at_least"),
                    models.CheckConstraint(
                        condition=models.Q(("unit__in", ["calendar", "working"])), name="term_unit_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("end__isnull", True), ("end__gt", models.F("start")), _connector="OR"),
                        name="term_ordered",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("end__isnull", True)),
                        fields=("utility", "road_works"),
                        name="term_once_at_a_time",
                    ),
                ],
            },
        ),
    ]
