from django.urls import path

from portal.pages.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.outbox, name="outbox"),
    path("application/", views.application, name="application"),
    path("letters/<uuid:public_id>/", views.letter, name="letter"),
]
