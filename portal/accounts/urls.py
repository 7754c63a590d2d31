from django.urls import path

from portal.accounts import views

app_name = "accounts"
urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("desk/messages/", views.message_list, name="messages"),
    path("desk/staff/", views.staff, name="staff"),
    path("desk/staff/<uuid:public_id>/", views.member, name="member"),
]
