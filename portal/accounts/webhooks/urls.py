from django.urls import path

from portal.accounts.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("organisation/webhooks/", views.endpoint_list, name="list"),
    path("organisation/webhooks/<uuid:public_id>/", views.endpoint, name="endpoint"),
    path("organisation/webhooks/<uuid:public_id>/again/", views.all_again, name="all_again"),
    path("organisation/webhooks/events/<uuid:public_id>/again/", views.again, name="again"),
]
