from django.urls import path

from portal.accounts.views import desk, members, staff

app_name = "accounts"
urlpatterns = [
    path("desk/", desk.start, name="desk"),
    path("desk/messages/", desk.message_list, name="messages"),
    path("desk/staff/", staff.people, name="staff"),
    path("desk/staff/<uuid:public_id>/", staff.member, name="member"),
    path("organisation/", members.start, name="organisation"),
    path("organisation/choose/", members.choose, name="choose"),
]
