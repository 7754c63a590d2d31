from django.urls import path

from connectmyhome.tracking.views import answering, correcting, data, following, notifying, retentions, withdrawing

app_name = "tracking"
urlpatterns = [
    path("connect/erased/<str:token>/", data.erased, name="erased"),
    path("connect/<slug:reference>/track/", following.track, name="track"),
    path("connect/<slug:reference>/track/questions/<uuid:public_id>/", answering.answer, name="answer"),
    path("connect/<slug:reference>/track/offers/<uuid:public_id>/", answering.accept, name="accept"),
    path("connect/<slug:reference>/track/offers/<uuid:public_id>/decline/", answering.decline, name="decline"),
    path("connect/<slug:reference>/track/offers/<uuid:public_id>/file/", following.offer_file, name="offer_file"),
    path("connect/<slug:reference>/track/files/<uuid:public_id>/", following.attachment, name="attachment"),
    path("connect/<slug:reference>/track/withdraw/", withdrawing.withdraw_all, name="withdraw_all"),
    path("connect/<slug:reference>/track/withdraw/<uuid:public_id>/", withdrawing.withdraw, name="withdraw"),
    path("connect/<slug:reference>/track/news/", notifying.notify, name="notify"),
    path("connect/<slug:reference>/track/news/code/", notifying.notify_code, name="notify_code"),
    path("connect/<slug:reference>/data/", data.data, name="data"),
    path("connect/<slug:reference>/data/correct/<slug:slug>/", correcting.correct, name="correct"),
    path("connect/<slug:reference>/data/consents/<slug:operator>/", withdrawing.consent, name="consent"),
    path("connect/<slug:reference>/data/erase/", data.erase, name="erase"),
    path("connect/<slug:reference>/data/as/<slug:form>/", data.export, name="export"),
    path("desk/connect/retentions/", retentions.retentions, name="retentions"),
]
