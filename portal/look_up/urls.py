from django.urls import path

from portal.look_up import sign_up_views, views

app_name = "look_up"
urlpatterns = [
    path("lookup/", views.start, name="start"),
    path("lookup/code/", views.code, name="code"),
    path("lookup/history/", views.history, name="history"),
    path("lookup/end/", views.end, name="end"),
    path("sign-up/", views.start, {"wants_account": True}, name="sign_up"),
    path("sign-up/account/", sign_up_views.account, name="account"),
    path("sign-up/confirm/", sign_up_views.confirm, name="confirm_account"),
    path("sign-up/home/", sign_up_views.add_home, name="add_home"),
]
