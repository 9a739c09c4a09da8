from django.apps import AppConfig


class PactConfig(AppConfig):
    name = "weituo.pact"
    label = "pact"
