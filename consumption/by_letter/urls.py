from django.urls import URLPattern

app_name = "by_letter"
urlpatterns: list[URLPattern] = []
