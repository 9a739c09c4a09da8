from django.apps import AppConfig


class EstateConfig(AppConfig):
    name = "weituo.estate"
    label = "estate"
