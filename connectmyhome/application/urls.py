from django.urls import path

from connectmyhome.application import views

app_name = "application"
urlpatterns = [
    path("connect/begin/", views.begin, name="begin"),
    path("connect/resume/", views.resume, name="resume"),
    path("connect/resume/sent/", views.resume_sent, name="resume_sent"),
    path("connect/resume/open/", views.open_link, name="open_link"),
    path("connect/resume/<slug:token>/", views.link, name="link"),
]
