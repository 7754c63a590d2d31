from django.urls import URLPattern

app_name = "bulk_export"
urlpatterns: list[URLPattern] = []
