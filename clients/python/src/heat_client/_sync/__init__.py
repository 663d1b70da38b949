"""Made from `_async` by unasync.py: change it there."""
