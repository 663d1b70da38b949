"""What clients that wait cost: `python bench/blocked.py [--clients 1000] [--json]`.

A server process of its own on a new data folder; this process is all the clients, over plain sockets. Memory is the
growth of the server's resident set, per client. Latencies in milliseconds:
    one at a time   from an abort being sent to its blocked client's answer, the abort's transaction included
    all at once     from the reply to the abort of the whole batch to each client's answer
    others          GET of a request, without block, one after the other, with nobody blocked and with all blocked
"""

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.plain_client import Connection  # noqa: E402

BAR_KIB, BAR_RATIO = 25, 3
OTHERS = 1000  # calls of other clients that are timed


def resident(pid: int) -> int:
    """Resident bytes of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()


def of(seconds: list[float]) -> dict[str, float]:
    """Percentiles, in ms."""
    ordered = sorted(seconds)
    return {name: round(1000 * ordered[int((len(ordered) - 1) * at)], 2) for name, at in PERCENTILES.items()}


PERCENTILES = {"p50": 0.5, "p99": 0.99, "max": 1.0}


async def others(port: int, key: str, request_id: str) -> list[float]:
    """How long each call of another client takes."""
    took = []
    async with Connection(port, key) as connection:
        for _ in range(OTHERS):
            begun = time.perf_counter()
            await connection.call(f"GET /v1/requests/{request_id}")
            took.append(time.perf_counter() - begun)
            await asyncio.sleep(0.002)
    return took


async def blocked(port: int, key: str, ids: list[str]) -> list[Connection]:
    """A client for each request, waiting for its end."""
    connections = []
    for at in range(0, len(ids), 50):
        for request_id in ids[at : at + 50]:
            connection = await Connection(port, key).__aenter__()
            connection.send(f"GET /v1/requests/{request_id}?block=120")
            connections.append(connection)
        await asyncio.sleep(0.1)
    return connections


async def measure(port: int, pid: int, key: str, clients: int) -> dict[str, Any]:
    item = {"instruction": "How is the weather where you are?", "choices": ["sun", "rain"]}
    async with Connection(port, key) as control:
        batch = await control.call(
            "POST /v1/batch", {"type": "multiple-choice", "defaults": item, "requests": [{}] * clients}
        )
        listed = (await control.call(f"GET /v1/batch/{batch['id']}"))["tasks"]
        ids = [task["id"] for task in listed]
    # Warms the server up, each of its threads: what their database connections cache is theirs, and no client's.
    await asyncio.gather(*(others(port, key, one) for one in ids[:16]))
    unblocked = await others(port, key, ids[0])
    before = resident(pid)
    connections = await blocked(port, key, ids)
    async with Connection(
        port, key
    ) as probe:  # the threads take calls in their order: once it is answered, all are held
        await probe.call(f"GET /v1/requests/{ids[0]}")
    await asyncio.sleep(3)
    memory = resident(pid) - before
    while_blocked = await others(port, key, ids[0])
    async with Connection(port, key) as control:
        one = []
        for connection, request_id in list(zip(connections, ids, strict=True))[:100]:
            begun = time.perf_counter()
            await control.call(f"POST /v1/tasks/abort/{request_id}")
            one.append((await connection.answer())[1] - begun)
        rest = [asyncio.create_task(connection.answer()) for connection in connections[100:]]
        await control.call(f"POST /v1/batch/{batch['id']}/abort")
        replied = time.perf_counter()
        answers = await asyncio.gather(*rest)
        assert all(json.loads(body)["status"] == "aborted" for body, _ in answers)
    for connection in connections:
        await connection.__aexit__()
    return {
        "clients": clients,
        "kib_each": round(memory / 1024 / clients, 1),
        "server_mib": round(resident(pid) / 2**20),
        "wake_one_ms": of(one),
        "wake_all_ms": of([max(0.0, at - replied) for _, at in answers]),
        "others_unblocked_ms": of(unblocked),
        "others_blocked_ms": of(while_blocked),
        "others_p99_ratio": round(of(while_blocked)["p99"] / of(unblocked)["p99"], 2),
    }


MAKE_KEY = """
from requests_app.api import keys
from requests_app.models import Account
key = keys.new_key("live")
keys.store(Account.objects.create(name="Bench"), key)
print(key)
"""


def prepare() -> str:
    """Migrate the database of HEAT_DATA and make an account; its live key."""
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "-v0"], cwd=ROOT, check=True)
    made = subprocess.run(
        [*manage, "shell", "-v0", "-c", MAKE_KEY], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return made.stdout.split()[-1]


def table(figures: dict[str, Any]) -> str:
    rows = [
        f"clients blocked on one process   {figures['clients']}, all answered",
        f"memory each                      {figures['kib_each']} KiB (bar: {BAR_KIB})",
        f"others' p99, blocked/unblocked   {figures['others_p99_ratio']} (bar: {BAR_RATIO})",
    ]
    for name in ("others_unblocked_ms", "others_blocked_ms", "wake_one_ms", "wake_all_ms"):
        rows.append(f"{name:<32} " + "  ".join(f"{key} {value}" for key, value in figures[name].items()))
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory() as folder:
        for name in ("DATABASE_URL", "REDIS_URL"):
            os.environ.pop(name, None)
        os.environ |= {"HEAT_DATA": folder, "HEAT_RATE": "100000", "HEAT_BURST": "100000", "PORT": "0"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "heatsite.settings"
        key = prepare()
        server = subprocess.Popen(
            [sys.executable, "-m", "heatsite.server"], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        try:
            assert server.stdout is not None
            port = int(server.stdout.readline().rsplit(":", 1)[1])
            figures = asyncio.run(measure(port, server.pid, key, options.clients))
        finally:
            server.terminate()
            server.wait(10)
    print(json.dumps(figures) if options.json else table(figures))


if __name__ == "__main__":
    main()
