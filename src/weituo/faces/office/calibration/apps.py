from django.apps import AppConfig


class CalibrationConfig(AppConfig):
    name = "weituo.faces.office.calibration"
    label = "calibration"
