import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("connect_application", "0001_initial"),
        ("connect_legs", "0002_term"),
    ]

    operations = [
        migrations.CreateModel(
            name="LateAlert",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("deadline", models.DateField()),
                ("raised_at", models.DateTimeField()),
                (
                    "leg",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="late_alert",
                        to="connect_legs.leg",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("uid", models.UUIDField()),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("day", models.DateField()),
                ("state", models.CharField(default="open", max_length=6)),
                (
                    "by",
                    models.CharField(
                        choices=[
                            ("applicant", "the applicant"),
                            ("operator", "the operator"),
                            ("coordinator", "the coordinator"),
                            ("system", "the portal"),
                        ],
                        max_length=12,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "ended_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("applicant", "the applicant"),
                            ("operator", "the operator"),
                            ("coordinator", "the coordinator"),
                            ("system", "the portal"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="connect_application.application",
                    ),
                ),
                (
                    "ended_leg",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="connect_legs.leg",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Assent",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                (
                    "leg",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assents",
                        to="connect_legs.leg",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assents",
                        to="connect_workday.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ApplicantDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("day", models.DateField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="connect_application.application",
                    ),
                ),
            ],
            options={
                "ordering": ["day"],
                "constraints": [models.UniqueConstraint(fields=("application", "day"), name="applicant_day_once")],
            },
        ),
        migrations.CreateModel(
            name="OperatorDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("day", models.DateField()),
                (
                    "leg",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="days", to="connect_legs.leg"
                    ),
                ),
            ],
            options={
                "ordering": ["day"],
                "constraints": [models.UniqueConstraint(fields=("leg", "day"), name="operator_day_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("application",), name="proposal_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["open", "agreed"])),
                fields=("uid",),
                name="proposal_one_a_calendar_event",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "agreed", "fallen"])), name="proposal_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="assent",
            constraint=models.UniqueConstraint(fields=("proposal", "leg"), name="assent_of_leg_once"),
        ),
        migrations.AddConstraint(
            model_name="assent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("leg", None)), fields=("proposal",), name="assent_of_applicant_once"
            ),
        ),
    ]
