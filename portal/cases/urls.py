from django.urls import path

from portal.cases import views

app_name = "cases"
urlpatterns = [
    path("desk/cases/", views.desk, name="desk"),
    path("desk/cases/<uuid:public_id>/", views.handle, name="handle"),
    path("desk/usage/", views.use, name="use"),
]
