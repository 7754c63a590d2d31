"""Readings as Django sees them. The keys begin with the access point, so that the tables can be distributed.

No foreign keys leave these tables: `access_point_id` and `meter_id` are those of `grid`.
"""

from django.db import models
from django.db.models import Q


class ReadingDay(models.Model):
    """One Belgian day (gas: one gas day) of one channel at one access point.

    The table is partitioned by month and made in SQL (migration 0001). `channel` is a `store.kinds.Channel`,
    `status` a `store.kinds.Status`; amounts are Wh or dm³. `profile` is read with `store.profile.decode`; None
    when only the day is known.
    """

    pk = models.CompositePrimaryKey("access_point_id", "channel", "day")
    access_point_id = models.BigIntegerField()
    day = models.DateField()
    channel = models.SmallIntegerField()
    status = models.SmallIntegerField()
    total = models.BigIntegerField()
    night = models.BigIntegerField(null=True)  # part of `total` on the night register
    index_day = models.BigIntegerField(null=True)  # standing of the registers at the end of the day
    index_night = models.BigIntegerField(null=True)
    profile = models.BinaryField(null=True)

    class Meta:
        managed = False
        db_table = "reading_day"

    def __str__(self) -> str:
        return f"day {self.day} of channel {self.channel}"


class ImportBatch(models.Model):
    """The ledger of what came in. A batch that was killed goes on after its last committed chunk."""

    class State(models.TextChoices):
        LOADING = "loading"
        DONE = "done"

    kind = models.CharField(max_length=20)  # "feed", "fluvius", "operation"
    source = models.CharField(max_length=200)  # name of the file, without its folder
    digest = models.CharField(max_length=64)  # of the rows that the source gives
    actor = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State.choices, default=State.LOADING)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    rows = models.BigIntegerField(default=0)
    rows_written = models.BigIntegerField(default=0)
    rows_corrected = models.BigIntegerField(default=0)
    chunks = models.IntegerField(default=0)
    chunks_done = models.IntegerField(default=0)

    class Meta:
        db_table = "reading_import_batch"
        constraints = [
            models.UniqueConstraint(
                fields=["digest"], condition=Q(state="loading"), name="import_batch_loading_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} ({self.state})"


class ReadingCorrection(models.Model):
    """A row of `reading_day` as it was before a batch replaced it. Who replaced it stands in the batch."""

    pk = models.CompositePrimaryKey("access_point_id", "channel", "day", "batch_id")
    access_point_id = models.BigIntegerField()
    channel = models.SmallIntegerField()
    day = models.DateField()
    batch_id = models.BigIntegerField()
    replaced_at = models.DateTimeField()
    status = models.SmallIntegerField()
    total = models.BigIntegerField()
    night = models.BigIntegerField(null=True)
    index_day = models.BigIntegerField(null=True)
    index_night = models.BigIntegerField(null=True)
    profile = models.BinaryField(null=True)

    class Meta:
        db_table = "reading_correction"

    def __str__(self) -> str:
        return f"former day {self.day} of channel {self.channel}"


class IndexReading(models.Model):
    """The standing of a register on a day: all that an annual or a monthly meter gives.

    `register` is the OBIS code (1.8.1 offtake day … 7.0.0 gas), `value` Wh, or dm³ for gas. A standing belongs to
    a meter: on the day of an exchange the old and the new one have one each.
    """

    class Source(models.TextChoices):
        READER = "reader"
        CUSTOMER = "customer"
        REMOTE = "remote"
        COMPUTED = "computed"

    pk = models.CompositePrimaryKey("access_point_id", "register", "day", "meter_id")
    access_point_id = models.BigIntegerField()
    register = models.CharField(max_length=8)
    day = models.DateField()
    meter_id = models.BigIntegerField()
    value = models.BigIntegerField()
    status = models.SmallIntegerField()
    source = models.CharField(max_length=10, choices=Source.choices)

    class Meta:
        db_table = "index_reading"

    def __str__(self) -> str:
        return f"standing of {self.register} on {self.day}"


class IndexCorrection(models.Model):
    """A row of `index_reading` as it was before a batch replaced it."""

    pk = models.CompositePrimaryKey("access_point_id", "register", "day", "meter_id", "batch_id")
    access_point_id = models.BigIntegerField()
    register = models.CharField(max_length=8)
    day = models.DateField()
    meter_id = models.BigIntegerField()
    batch_id = models.BigIntegerField()
    replaced_at = models.DateTimeField()
    value = models.BigIntegerField()
    status = models.SmallIntegerField()
    source = models.CharField(max_length=10)

    class Meta:
        db_table = "index_correction"

    def __str__(self) -> str:
        return f"former standing of {self.register} on {self.day}"
