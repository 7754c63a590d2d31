from django.urls import path

from consumption.pages import views

urlpatterns = [
    path("<uuid:public_id>/", views.history, name="history"),
    path("<uuid:public_id>/explore/", views.explore, name="explore"),
]
