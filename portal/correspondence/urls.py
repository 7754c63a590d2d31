from django.urls import path

from portal.correspondence import desk_views, views

app_name = "correspondence"

urlpatterns = [
    path("letters/", views.inbox, name="inbox"),
    path("letters/<uuid:public_id>/", views.letter, name="letter"),
    path("letters/<uuid:public_id>.pdf", views.letter_pdf, name="letter_pdf"),
    path("account/correspondence/", views.choices, name="choices"),
    path("account/correspondence/<uuid:public_id>/digital/", views.digital, name="digital"),
    path("account/correspondence/<uuid:public_id>/digital/send/", views.send_code, name="send_code"),
    path("account/correspondence/<uuid:public_id>/paper/", views.paper, name="paper"),
    path("desk/correspondence/", desk_views.overview, name="campaigns"),
    path("desk/correspondence/<uuid:public_id>/pause/", desk_views.pause, name="pause"),
    path("desk/correspondence/<uuid:public_id>/go-on/", desk_views.go_on, name="go_on"),
]
