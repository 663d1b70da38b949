"""The two forms of the Python client are one."""

import runpy

from tests.processes import ROOT


def test_the_synchronous_client_is_made_from_the_asynchronous_one() -> None:
    modules = runpy.run_path(str(ROOT / "clients" / "python" / "unasync.py"))["modules"]()
    assert len(modules) == 5
    for path, source in modules.items():
        assert path.read_text() == source, f"run clients/python/unasync.py: {path.name} is not what it makes"
        assert "async" not in source.lower().split('"""')[2], path
