from django.urls import path

from mandates.papers import desk_views, views

app_name = "papers"
urlpatterns = [
    path("mandates/<uuid:public_id>/paper/", views.upload, name="upload"),
    path("partner/mandates/<uuid:public_id>/paper/", views.holder_upload, name="holder_upload"),
    path("desk/mandates/", desk_views.waiting, name="desk"),
    path("desk/mandates/<uuid:public_id>/", desk_views.review, name="review"),
    path("desk/mandates/<uuid:public_id>/page/<int:number>/", desk_views.page, name="page"),
]
