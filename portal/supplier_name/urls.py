from django.urls import URLPattern

app_name = "supplier_name"
urlpatterns: list[URLPattern] = []
