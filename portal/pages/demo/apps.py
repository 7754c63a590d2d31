from django.apps import AppConfig


class DemoConfig(AppConfig):
    """What only the demo has: /demo/, `load_demo`."""

    name = "portal.pages.demo"
