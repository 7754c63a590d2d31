"""The readings tables. `reading_day` is partitioned by month, which Django cannot say: it is made in SQL."""

from django.db import migrations, models

READING_DAY = """
CREATE TABLE public.reading_day (
  access_point_id bigint NOT NULL,
  day date NOT NULL,
  channel smallint NOT NULL,
  status smallint NOT NULL,
  total bigint NOT NULL,
  night bigint,
  index_day bigint,
  index_night bigint,
  profile bytea,
  CONSTRAINT reading_day_pkey PRIMARY KEY (access_point_id, channel, day),
  CONSTRAINT reading_day_channel CHECK (channel BETWEEN 1 AND 4),
  CONSTRAINT reading_day_status CHECK (status BETWEEN 0 AND 4),
  CONSTRAINT reading_day_total CHECK (total >= 0)
) PARTITION BY RANGE (day);

COMMENT ON TABLE public.reading_day IS 'One Belgian day of one channel; total, night and indexes in Wh or dm3';
"""

# A profile is compressed already and smaller than what PostgreSQL would try to compress.
PLAIN_PROFILE = "ALTER TABLE public.reading_day ALTER COLUMN profile SET STORAGE EXTERNAL;"

# The application's role must not own tables, yet a night of readings may open a new month. So this function runs with
# the owner's rights. It can do nothing but add a missing month between 2000 and 2100. The new table is attached, not
# created in place: that lets readers go on.
ENSURE_MONTHS = """
CREATE FUNCTION public.ensure_reading_months(first date, last date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  month date := date_trunc('month', first)::date;
  partition text;
  made integer := 0;
BEGIN
  IF first IS NULL OR last IS NULL OR first < date '2000-01-01' OR last >= date '2100-01-01' THEN
    RAISE EXCEPTION 'readings are kept from 2000 to 2099, not from % to %', first, last USING ERRCODE = '22023';
  END IF;
  WHILE month <= last LOOP
    partition := 'reading_day_y' || to_char(month, 'YYYY"m"MM');
    IF to_regclass('public.' || partition) IS NULL THEN
      PERFORM pg_advisory_xact_lock(hashtext('reading_day months'));
      IF to_regclass('public.' || partition) IS NULL THEN
        EXECUTE format(
          'CREATE TABLE public.%I (LIKE public.reading_day INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)'
          ' WITH (fillfactor = 90)', partition);
        EXECUTE format(
          'ALTER TABLE public.reading_day ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
          partition, month, (month + interval '1 month')::date);
        made := made + 1;
      END IF;
    END IF;
    month := (month + interval '1 month')::date;
  END LOOP;
  RETURN made;
END
$$;

REVOKE ALL ON FUNCTION public.ensure_reading_months(date, date) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.RunSQL(READING_DAY, "DROP TABLE public.reading_day"),
        migrations.RunSQL(PLAIN_PROFILE, migrations.RunSQL.noop),
        migrations.RunSQL(ENSURE_MONTHS, "DROP FUNCTION public.ensure_reading_months(date, date)"),
        migrations.CreateModel(
            name="ReadingDay",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "access_point_id",
                        "channel",
                        "day",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("access_point_id", models.BigIntegerField()),
                ("day", models.DateField()),
                ("channel", models.SmallIntegerField()),
                ("status", models.SmallIntegerField()),
                ("total", models.BigIntegerField()),
                ("night", models.BigIntegerField(null=True)),
                ("index_day", models.BigIntegerField(null=True)),
                ("index_night", models.BigIntegerField(null=True)),
                ("profile", models.BinaryField(null=True)),
            ],
            options={
                "db_table": "reading_day",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="IndexCorrection",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "access_point_id",
                        "register",
                        "day",
                        "meter_id",
                        "batch_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("access_point_id", models.BigIntegerField()),
                ("register", models.CharField(max_length=8)),
                ("day", models.DateField()),
                ("meter_id", models.BigIntegerField()),
                ("batch_id", models.BigIntegerField()),
                ("replaced_at", models.DateTimeField()),
                ("value", models.BigIntegerField()),
                ("status", models.SmallIntegerField()),
                ("source", models.CharField(max_length=10)),
            ],
            options={
                "db_table": "index_correction",
            },
        ),
        migrations.CreateModel(
            name="IndexReading",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "access_point_id",
                        "register",
                        "day",
                        "meter_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("access_point_id", models.BigIntegerField()),
                ("register", models.CharField(max_length=8)),
                ("day", models.DateField()),
                ("meter_id", models.BigIntegerField()),
                ("value", models.BigIntegerField()),
                ("status", models.SmallIntegerField()),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("reader", "Reader"),
                            ("customer", "Customer"),
                            ("remote", "Remote"),
                            ("computed", "Computed"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "db_table": "index_reading",
            },
        ),
        migrations.CreateModel(
            name="ReadingCorrection",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "access_point_id",
                        "channel",
                        "day",
                        "batch_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("access_point_id", models.BigIntegerField()),
                ("channel", models.SmallIntegerField()),
                ("day", models.DateField()),
                ("batch_id", models.BigIntegerField()),
                ("replaced_at", models.DateTimeField()),
                ("status", models.SmallIntegerField()),
                ("total", models.BigIntegerField()),
                ("night", models.BigIntegerField(null=True)),
                ("index_day", models.BigIntegerField(null=True)),
                ("index_night", models.BigIntegerField(null=True)),
                ("profile", models.BinaryField(null=True)),
            ],
            options={
                "db_table": "reading_correction",
            },
        ),
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("kind", models.CharField(max_length=20)),
                ("source", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=64)),
                ("actor", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[("loading", "Loading"), ("done", "Done")], default="loading", max_length=8
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("rows", models.BigIntegerField(default=0)),
                ("rows_written", models.BigIntegerField(default=0)),
                ("rows_corrected", models.BigIntegerField(default=0)),
                ("chunks", models.IntegerField(default=0)),
                ("chunks_done", models.IntegerField(default=0)),
            ],
            options={
                "db_table": "reading_import_batch",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "loading")),
                        fields=("digest",),
                        name="import_batch_loading_once",
                    )
                ],
            },
        ),
    ]
