from django.apps import AppConfig


class OfficeNoticesConfig(AppConfig):
    name = "weituo.faces.office.notices"
    label = "office_notices"
