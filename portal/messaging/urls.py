from django.urls import path

from portal.messaging import webhooks

app_name = "messaging"
urlpatterns = [
    path("webhooks/twilio/<uuid:attempt_id>/", webhooks.twilio, name="twilio"),
    path("webhooks/print-receipts/", webhooks.print_receipts, name="print_receipts"),
]
