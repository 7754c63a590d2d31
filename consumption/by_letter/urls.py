from django.urls import path

from consumption.by_letter import views

app_name = "by_letter"
urlpatterns = [
    path("consumption/<uuid:public_id>/letter/", views.own, name="own"),
    path("desk/history-letter/", views.desk, name="desk"),
]
