from django.urls import path

from connectmyhome.legs.api import reading

app_name = "legs_api"
_LEG = "connect/legs/<uuid:public_id>/"
urlpatterns = [
    path("connect/legs/", reading.LegList.as_view(), name="legs"),
    path(_LEG, reading.OneLeg.as_view(), name="leg"),
    path(f"{_LEG}documents/", reading.Documents.as_view(), name="documents"),
    path(f"{_LEG}documents/<uuid:document_id>/", reading.OneDocument.as_view(), name="document"),
    path(f"{_LEG}questions/", reading.Questions.as_view(), name="questions"),
    path(f"{_LEG}offers/", reading.Offers.as_view(), name="offers"),
]
