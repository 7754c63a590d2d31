"""The Celery application: workers and scheduler start from `celery -A portal.config.celery`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings.production")

app = Celery("raccord")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
