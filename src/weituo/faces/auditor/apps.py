from django.apps import AppConfig


class AuditorConfig(AppConfig):
    name = "weituo.faces.auditor"
    label = "auditor"
