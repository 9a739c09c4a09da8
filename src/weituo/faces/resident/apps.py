from django.apps import AppConfig


class ResidentConfig(AppConfig):
    name = "weituo.faces.resident"
    label = "resident"
