"""The address on a letter: outside the languages, so that it is short."""

from django.urls import path

from consumption.customer_readings import views

urlpatterns = [path("r/<str:typed>", views.short, name="short_reading")]
