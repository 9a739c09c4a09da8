from django.urls import URLPattern

app_name = "engineer"
urlpatterns: list[URLPattern] = []
