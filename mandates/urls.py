from django.urls import path

from mandates.views import asking, granted, granting, held

app_name = "mandates"
urlpatterns = [
    path("mandates/", granted.mandates, name="granted"),
    path("mandates/new/", granting.choose, name="choose"),
    path("mandates/new/<uuid:holder_id>/", granting.grant, name="grant"),
    path("mandates/<uuid:public_id>/", granted.mandate, name="mandate"),
    path("mandates/<uuid:public_id>/document/", granted.file, name="file"),
    path("mandates/<uuid:public_id>/terms/", granting.terms, name="terms"),
    path("mandates/<uuid:public_id>/accept/", granting.accept, name="accept"),
    path("mandates/<uuid:public_id>/sign/", granting.sign, name="sign"),
    path("mandates/<uuid:public_id>/code/", granting.send_code, name="send_code"),
    path("mandates/<uuid:public_id>/end/", granted.end, name="end"),
    path("partner/mandates/", held.mandates, name="held"),
    path("partner/mandates/<uuid:public_id>/", held.mandate, name="held_one"),
    path("partner/mandates/<uuid:public_id>/document/", held.file, name="held_file"),
    path("partner/mandates/<uuid:public_id>/end/", held.end, name="held_end"),
    path("partner/mandates/<uuid:public_id>/renew/", held.renew, name="renew"),
    path("partner/requests/", asking.requests, name="requests"),
    path("partner/requests/new/", asking.ask, name="ask"),
    path("partner/requests/list/", asking.ask_for_list, name="ask_for_list"),
    path("partner/requests/list/<uuid:public_id>/", asking.request_list, name="request_list"),
    path("partner/requests/list/<uuid:public_id>/file/", asking.request_list_file, name="request_list_file"),
]
