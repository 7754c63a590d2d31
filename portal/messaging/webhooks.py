"""Callbacks of Twilio and of the print house: verify, record, answer."""

import io
import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from standardwebhooks import Webhook, WebhookVerificationError

from portal.messaging.callbacks import record_status
from portal.messaging.channels import sms
from portal.messaging.receipts import import_receipts
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of


@csrf_exempt
@require_POST
@guarded(Guard.SIGNATURE, Trace.NONE)
def twilio(request: HttpRequest, attempt_id: uuid.UUID) -> HttpResponse:
    """A status of the attempt `attempt_id`. 403 unless Twilio signed it; 404 for an attempt that is not ours."""
    url = settings.BASE_URL + request.get_full_path()  # as Twilio knows it; a proxy may have changed the host
    if not sms.signature_is_valid(url, request.POST, request.headers.get("X-Twilio-Signature", "")):
        return HttpResponse(status=403)
    status = sms.status_from(request.POST.get("MessageStatus", ""))
    provider_id = request.POST.get("MessageSid", "")
    if status is None or not provider_id or request.POST.get("AccountSid") != settings.TWILIO_ACCOUNT_SID:
        return HttpResponse(status=204)  # nothing that we could use, and nothing that sending it again would mend
    error = request.POST.get("ErrorCode", "")[:60]
    now = now_of(request)
    known = record_status(attempt_id=attempt_id, provider_id=provider_id[:64], status=status, error=error, now=now)
    return HttpResponse(status=204 if known else 404)


@csrf_exempt
@require_POST
@guarded(Guard.SIGNATURE, Trace.NONE)
def print_receipts(request: HttpRequest) -> HttpResponse:
    """Receipts of the print house, one JSON object a line, signed as Standard Webhooks. 403 unless it signed them.

    The answer counts the lines, and tells what is wrong with those that are no receipt; the others count.
    """
    if not settings.PRINT_RECEIPT_SECRET:
        return HttpResponse(status=403)
    try:
        webhook = Webhook(settings.PRINT_RECEIPT_SECRET)
        webhook.verify(request.body, dict(request.headers.items()), json_parse=False)
    except (WebhookVerificationError, ValueError):  # the latter for a header that is no base64
        return HttpResponse(status=403)
    told = import_receipts(io.BytesIO(request.body), now=now_of(request))
    rejected = [{"line": fault.line, "code": fault.code, "field": fault.field} for fault in told.faults[:100]]
    return JsonResponse({"recorded": told.recorded, "unchanged": told.unchanged, "rejected": rejected})
