from django.urls import path

from connectmyhome.workday.views import applicant, desk, operator, terms

app_name = "workday"
urlpatterns = [
    path("connect/<slug:reference>/days/", applicant.days, name="days"),
    path("connect/<slug:reference>/days/calendar/", applicant.file, name="calendar"),
    path("connect/<slug:reference>/days/<uuid:proposal>/confirm/", applicant.accept, name="accept"),
    path("connect/<slug:reference>/days/<uuid:proposal>/decline/", applicant.decline, name="decline"),
    path("operator/legs/<uuid:public_id>/days/", operator.days, name="leg_days"),
    path("operator/legs/<uuid:public_id>/days/calendar/", operator.file, name="leg_calendar"),
    path("operator/legs/<uuid:public_id>/days/<uuid:proposal>/confirm/", operator.accept, name="leg_accept"),
    path("operator/legs/<uuid:public_id>/days/<uuid:proposal>/decline/", operator.decline, name="leg_decline"),
    path("desk/connect/", desk.desk, name="desk"),
    path("desk/connect/terms/", terms.terms, name="terms"),
    path("desk/connect/terms/<int:term>/end/", terms.end, name="term_end"),
    path("desk/connect/applications/<slug:reference>/", desk.application, name="application"),
    path("desk/connect/applications/<slug:reference>/propose/", desk.propose_day, name="propose"),
    path("desk/connect/applications/<slug:reference>/calendar/", desk.file, name="desk_calendar"),
    path("desk/connect/applications/<slug:reference>/<uuid:proposal>/cancel/", desk.cancel, name="cancel"),
]
