from django.urls import path, re_path

from portal.api import views

app_name = "api"
urlpatterns = [
    path("schema/", views.schema, name="schema"),
    re_path("", views.nothing, name="nothing"),  # the last of all: what no room answers
]
