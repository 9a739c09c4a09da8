from django.apps import AppConfig


class OfficeDispatchConfig(AppConfig):
    name = "weituo.faces.office.dispatch"
    label = "office_dispatch"
