from django.urls import path

from consumption.customer_readings import desk_views, views

app_name = "customer_readings"
urlpatterns = [
    path("readings/", views.overview, name="overview"),
    path("readings/code/", views.code, name="code"),
    path("readings/letter/", views.by_letter, name="by_letter"),
    path("readings/home/<uuid:public_id>/", views.home, name="home"),
    path("readings/<uuid:public_id>/", views.reading, name="reading"),
    path("readings/<uuid:public_id>/confirm/", views.confirm, name="confirm"),
    path("desk/readings/", desk_views.waiting, name="desk"),
    path("desk/readings/<uuid:public_id>/", desk_views.check, name="check"),
    path("desk/readings/<uuid:public_id>/photo/", desk_views.photo, name="photo"),
]
