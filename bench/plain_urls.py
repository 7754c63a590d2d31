"""Every path of the peer of P34 leads to its one view."""

from django.urls import re_path

from bench.plain import page

urlpatterns = [re_path("", page)]
