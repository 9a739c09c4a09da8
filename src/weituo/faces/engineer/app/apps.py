from django.apps import AppConfig


class EngineerAppConfig(AppConfig):
    name = "weituo.faces.engineer.app"
    label = "engineer_app"
