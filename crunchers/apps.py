from django.apps import AppConfig


class CrunchersConfig(AppConfig):
    name = "crunchers"
