"""The sockets of the worker's side."""

from django.urls import path

from .consumers import WorkConsumer

websocket_urlpatterns = [path("crunch/socket", WorkConsumer.as_asgi())]
