from django.urls import path

from portal.ean_delivery import desk_views, request_views, views

app_name = "ean_delivery"
urlpatterns = [
    path("ean-by-sms/", views.request_delivery, name="request"),
    path("ean-by-sms/home/", views.own, name="own"),
    path("ean-by-sms/list/", request_views.register, name="list"),
    path("ean-by-sms/list/<uuid:public_id>/", request_views.status, name="list_status"),
    path("ean-by-sms/<uuid:public_id>/", views.status, name="status"),
    path("desk/ean/", desk_views.calls, name="desk"),
    path("desk/ean/<uuid:public_id>/", desk_views.call, name="call"),
    path("desk/ean/requests/", desk_views.requests, name="requests"),
    path("desk/ean/requests/<uuid:public_id>/", desk_views.handle, name="handle"),
]
