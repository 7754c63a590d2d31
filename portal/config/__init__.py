"""The composition root: settings, URLs, and the entry points of web and workers."""

from portal.config.celery import app as celery_app

__all__ = ["celery_app"]
