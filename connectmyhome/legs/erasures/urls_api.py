from django.urls import path

from connectmyhome.legs.erasures import api

app_name = "erasures_api"
urlpatterns = [
    path("connect/erasures/", api.Erasures.as_view(), name="erasures"),
    path("connect/erasures/<uuid:public_id>/confirm/", api.ConfirmErasure.as_view(), name="confirm"),
]
