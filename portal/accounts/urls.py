from django.urls import path

from portal.accounts.views import desk, members, organisations, staff

app_name = "accounts"
urlpatterns = [
    path("desk/", desk.start, name="desk"),
    path("desk/messages/", desk.message_list, name="messages"),
    path("desk/staff/", staff.people, name="staff"),
    path("desk/staff/<uuid:public_id>/", staff.member, name="member"),
    path("desk/organisations/", organisations.listed, name="organisations"),
    path("desk/organisations/new/", organisations.propose, name="propose"),
    path("desk/organisations/<uuid:public_id>/", organisations.one, name="organisation_for_staff"),
    path(
        "desk/organisations/<uuid:public_id>/administrator/",
        organisations.propose_administrator,
        name="propose_administrator",
    ),
    path("organisation/", members.start, name="organisation"),
    path("organisation/choose/", members.choose, name="choose"),
    path("organisation/members/", members.members, name="members"),
    path("organisation/members/<uuid:public_id>/", members.member, name="organisation_member"),
]
