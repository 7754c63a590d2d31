from django.apps import AppConfig


class SupplierNameConfig(AppConfig):
    name = "portal.supplier_name"
