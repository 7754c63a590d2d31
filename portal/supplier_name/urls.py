from django.urls import path

from portal.supplier_name import views

app_name = "supplier_name"
urlpatterns = [
    path("supplier-by-letter/", views.ask, name="ask"),
    path("supplier-by-letter/asked/", views.asked, name="asked"),
    path("desk/supplier-letter/", views.desk, name="desk"),
]
