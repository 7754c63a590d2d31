from django.urls import path

from portal.pages import views

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
    path("start/", views.landing, name="landing"),
    path("home/", views.home_resident, name="home_resident"),
    path("access-log/", views.access_log_page, name="access_log"),
    path("help/", views.help_and_contact, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("status/", views.status, name="status"),
]
