from django.urls import URLPattern

app_name = "customer_readings"
urlpatterns: list[URLPattern] = []
