"""The clients as their users get them: built, and installed where nothing else is."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import chdir
from pathlib import Path

import flit_core.buildapi
import pytest

from tests.processes import ROOT, Heat

from .flaky import Flaky, flaky_proxy


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """Gives a folder that was filled once for all of pytest-xdist's processes."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def make(name: str, fill: Callable[[Path], None]) -> Path:
        folder, done = shared / name, shared / f"{name}.done"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                folder.mkdir()
                fill(folder)
                done.touch()
        return folder

    return make


def _install(folder: Path) -> None:
    """A new environment in folder/.venv with the wheel and what that brings with it, as pinned for Heat."""
    with chdir(ROOT / "clients" / "python"):
        wheel = folder / flit_core.buildapi.build_wheel(str(folder))
    pins = (line.split(";")[0].strip() for line in (ROOT / "requirements.txt").read_text().splitlines())
    (folder / "pins.txt").write_text("\n".join(pin for pin in pins if "==" in pin and "[" not in pin))
    python = folder / ".venv" / "bin" / "python"
    if uv := shutil.which("uv"):
        make = [uv, "venv", "--quiet", "--python", sys.executable, str(folder / ".venv")]
        install = [uv, "pip", "install", "--quiet", "--python", str(python)]
    else:
        make = [sys.executable, "-m", "venv", str(folder / ".venv")]
        install = [str(python), "-m", "pip", "install", "-qq", "--no-compile", "--disable-pip-version-check"]
    subprocess.run(make, check=True)
    subprocess.run([*install, "-c", "pins.txt", f"heat-client[mcp] @ {wheel.as_uri()}"], check=True, cwd=folder)


@pytest.fixture(scope="session")
def bare_python(made_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """bin/ of an environment that has heat-client, from its wheel, and nothing of Heat."""
    return made_once("bare-python", _install) / ".venv" / "bin"


@pytest.fixture(scope="session")
def own_heat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Heat]:
    """A server whose every question is answered by tests/clients/people.py, if by anybody."""
    heat = Heat(tmp_path_factory.mktemp("clients") / "data")
    try:
        yield heat.ready()
    finally:
        heat.stop()


@pytest.fixture
def flaky(own_heat: Heat) -> Iterator[Flaky]:
    """A proxy to `own_heat` that does what it is told to calls."""
    with flaky_proxy(own_heat.url) as proxy:
        yield proxy
