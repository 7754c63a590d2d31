from django.urls import path

from consumption.closing_pack import views

app_name = "closing_pack"
urlpatterns = [path("closing-pack/<uuid:public_id>/", views.download, name="download")]
