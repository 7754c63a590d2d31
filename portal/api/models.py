"""What was answered to a request with an idempotency key."""

from django.db import models


class StoredAnswer(models.Model):
    """The answer to one POST of one client, kept for a day: the same key gets the same answer."""

    client = models.CharField(max_length=64)  # public id
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)  # SHA-256 of method, path and body
    status = models.PositiveSmallIntegerField()
    body = models.BinaryField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "key"], name="stored_answer_once")]

    def __str__(self) -> str:
        return f"answer {self.pk}"
