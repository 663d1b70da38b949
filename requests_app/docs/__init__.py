"""The documentation for clients, at /docs/: pages, their examples in four forms, and the API reference."""
