from django.urls import path

from connectmyhome.legs.api import acting, reading
from portal.ui.uploads import takes_upload

app_name = "legs_api"
_LEG = "connect/legs/<uuid:public_id>/"
urlpatterns = [
    path("connect/legs/", reading.LegList.as_view(), name="legs"),
    path(_LEG, reading.OneLeg.as_view(), name="leg"),
    path(f"{_LEG}documents/", reading.Documents.as_view(), name="documents"),
    path(f"{_LEG}documents/<uuid:document_id>/", reading.OneDocument.as_view(), name="document"),
    path(f"{_LEG}questions/", reading.Questions.as_view(), name="questions"),
    path(f"{_LEG}questions/<uuid:question_id>/take-back/", acting.TakeBack.as_view(), name="take_back"),
    path(f"{_LEG}offers/", reading.Offers.as_view(), name="offers"),
    path(f"{_LEG}study/", acting.Study.as_view(), name="study"),
    path(f"{_LEG}refuse/", acting.Refuse.as_view(), name="refuse"),
    path(f"{_LEG}ask/", acting.Ask.as_view(), name="ask"),
    path(f"{_LEG}missing/", acting.Missing.as_view(), name="missing"),
    path(f"{_LEG}offer/", takes_upload(acting.UPLOAD)(acting.MakeOffer.as_view()), name="offer"),
    path(f"{_LEG}payment/", acting.Payment.as_view(), name="payment"),
    path(f"{_LEG}permits/", acting.Permits.as_view(), name="permits"),
    path(f"{_LEG}plan/", acting.Plan.as_view(), name="plan"),
    path(f"{_LEG}unplan/", acting.Unplan.as_view(), name="unplan"),
    path(f"{_LEG}connected/", acting.Connected.as_view(), name="connected"),
]
