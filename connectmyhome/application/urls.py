from django.urls import path

from connectmyhome.application.questions import QUESTIONS
from connectmyhome.application.views import entry, filling, papers, sending

app_name = "application"
urlpatterns = [
    path("connect/begin/", entry.begin, name="begin"),
    path("connect/resume/", entry.resume, name="resume"),
    path("connect/resume/sent/", entry.resume_sent, name="resume_sent"),
    path("connect/resume/open/", entry.open_link, name="open_link"),
    path("connect/resume/<slug:token>/", entry.link, name="link"),
    path("connect/<slug:reference>/", filling.tasks, name="tasks"),
    *(
        path(f"connect/<slug:reference>/{each.slug}/", filling.question, {"slug": each.slug}, name=each.slug)
        for each in QUESTIONS
    ),
    path("connect/<slug:reference>/documents/", papers.documents, name="documents"),
    path("connect/<slug:reference>/documents/<slug:kind>/", papers.attach, name="attach"),
    path("connect/<slug:reference>/documents/<uuid:public_id>/remove/", papers.remove, name="remove"),
    path("connect/<slug:reference>/consent/", sending.consent, name="consent"),
    path("connect/<slug:reference>/check/", sending.check, name="check"),
    path("connect/<slug:reference>/sent/", sending.sent, name="sent"),
]
