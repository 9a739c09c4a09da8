from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "weituo.faces.office"
    label = "office"
