"""Heat for AI agents, as tools of the Model Context Protocol. Needs the extra: `pip install 'heat-client[mcp]'`."""

from .server import make_server, serve_stdio

__all__ = ["make_server", "serve_stdio"]
