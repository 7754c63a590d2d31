from django.urls import path

from consumption.pages import views

urlpatterns = [
    path("<uuid:public_id>/", views.history, name="history"),
]
