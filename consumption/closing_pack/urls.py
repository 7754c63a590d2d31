from django.urls import URLPattern

app_name = "closing_pack"
urlpatterns: list[URLPattern] = []
