from django.urls import path

from portal.pages import views
from portal.pages.journal import views as journal

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
    path("start/", views.landing, name="landing"),
    path("home/", views.home_resident, name="home_resident"),
    path("access-log/", journal.journal, name="access_log"),
    path("access-log/download/", journal.download, name="journal_download"),
    path("access-log/questions/<uuid:public_id>/", journal.question, name="question"),
    path("access-log/<str:day>/<str:key>/", journal.unknown, name="unknown_line"),
    path("help/", views.help_and_contact, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("status/", views.status, name="status"),
]
