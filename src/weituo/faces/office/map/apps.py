from django.apps import AppConfig


class OfficeMapConfig(AppConfig):
    name = "weituo.faces.office.map"
    label = "office_map"
