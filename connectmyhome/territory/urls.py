from django.urls import path

from connectmyhome.territory import views

app_name = "territory"
urlpatterns = [
    path("connect/", views.plot, name="plot"),
    path("desk/connect/communes/", views.communes, name="communes"),
    path("desk/connect/communes/<slug:nis>/", views.commune, name="commune"),
    path("desk/connect/communes/<slug:nis>/<int:designation>/end/", views.end, name="end"),
]
