from django.urls import URLPattern

app_name = "ean_delivery"
urlpatterns: list[URLPattern] = []
