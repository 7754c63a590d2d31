from django.urls import path

from connectmyhome.legs.views import acting, reading

app_name = "legs"
urlpatterns = [
    path("operator/", reading.queue, name="queue"),
    path("operator/legs/<uuid:public_id>/", reading.leg, name="leg"),
    path("operator/legs/<uuid:public_id>/documents/<uuid:document>/", reading.document, name="document"),
    path("operator/legs/<uuid:public_id>/offers/<uuid:offer>/", reading.offer, name="offer_file"),
    path("operator/legs/<uuid:public_id>/questions/<uuid:question>/", acting.take_back, name="take_back"),
    path("operator/legs/<uuid:public_id>/do/offer/", acting.make_offer, name="make_offer"),
    path("operator/legs/<uuid:public_id>/do/<slug:slug>/", acting.act, name="act"),
]
