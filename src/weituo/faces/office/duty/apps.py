from django.apps import AppConfig


class OfficeDutyConfig(AppConfig):
    name = "weituo.faces.office.duty"
    label = "office_duty"
