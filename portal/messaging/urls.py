from django.urls import path

from portal.messaging import webhooks

app_name = "messaging"
urlpatterns = [path("webhooks/twilio/<uuid:attempt_id>/", webhooks.twilio, name="twilio")]
