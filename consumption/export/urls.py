from django.urls import path

from consumption.export import views

urlpatterns = [
    path("<uuid:public_id>/download/", views.download, name="download"),
    path("<uuid:public_id>/intervals.json", views.intervals, name="intervals"),
]
