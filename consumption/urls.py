from django.urls import URLPattern

app_name = "consumption"
urlpatterns: list[URLPattern] = []
