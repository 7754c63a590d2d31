from django.apps import AppConfig


class BulkExportConfig(AppConfig):
    name = "consumption.bulk_export"
