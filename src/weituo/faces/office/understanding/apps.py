from django.apps import AppConfig


class OfficeUnderstandingConfig(AppConfig):
    name = "weituo.faces.office.understanding"
    label = "office_understanding"
