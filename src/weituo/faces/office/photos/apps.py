from django.apps import AppConfig


class OfficePhotosConfig(AppConfig):
    name = "weituo.faces.office.photos"
    label = "office_photos"
