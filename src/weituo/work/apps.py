from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "weituo.work"
    label = "work"
