from django.apps import AppConfig


class EngineerConfig(AppConfig):
    name = "weituo.faces.engineer"
    label = "engineer"
