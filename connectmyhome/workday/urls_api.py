from django.urls import path

from connectmyhome.workday import api

app_name = "workday_api"
_DAYS = "connect/legs/<uuid:public_id>/days/"
urlpatterns = [
    path(_DAYS, api.Days.as_view(), name="days"),
    path(f"{_DAYS}offer/", api.OfferDays.as_view(), name="offer"),
    path(f"{_DAYS}<uuid:proposal_id>/confirm/", api.ConfirmDay.as_view(), name="confirm"),
    path(f"{_DAYS}<uuid:proposal_id>/decline/", api.DeclineDay.as_view(), name="decline"),
]
