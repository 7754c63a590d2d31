from django.urls import path

from portal.pages.demo import views

app_name = "demo"
urlpatterns = [path("", views.outbox, name="outbox")]
