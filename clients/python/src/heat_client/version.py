"""The version, which is the installed package's."""

from importlib.metadata import version

VERSION = version("heat-client")
