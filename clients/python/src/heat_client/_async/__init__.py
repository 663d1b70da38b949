"""The asynchronous client. `_sync` is made from it: `python clients/python/unasync.py`."""
