"""Questions for the supplier's name, and the letters that answer them."""

import uuid

from django.db import models
from django.db.models import Q

from portal.grid.models import AccessPoint
from portal.supplier_name.states import RequestState


class SupplierRequest(models.Model):
    """One question. What was typed is erased once judged; how far the letter is, the outbox knows."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token = models.UUIDField(unique=True)  # of the form: sent twice, one letter
    state = models.CharField(max_length=10, default=RequestState.REQUESTED.value)
    typed = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=2)
    access_point = models.ForeignKey(
        AccessPoint, null=True, on_delete=models.PROTECT, related_name="supplier_requests"
    )
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=64, blank=True)
    role = models.CharField(max_length=200, blank=True)
    purpose = models.CharField(max_length=64, blank=True)  # the call's reference
    requested_at = models.DateTimeField()
    judged_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["requested_at"], condition=Q(state=RequestState.REQUESTED), name="supplier_request_waiting"
            ),
            models.Index(fields=["access_point", "-requested_at"], name="supplier_request_by_place"),
            models.Index(fields=["actor_id", "-requested_at"], name="supplier_request_by_actor"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(RequestState)), name="supplier_request_state_known"),
            models.CheckConstraint(
                condition=Q(state=RequestState.REQUESTED) | Q(typed={}), name="supplier_request_typed_erased"
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def key(self) -> str:
        """Of its message in the outbox."""
        return f"supplier:{self.public_id}:letter"
