from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "weituo.oversight"
    label = "oversight"
