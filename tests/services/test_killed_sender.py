"""A process that is killed while it sends a webhook: another sends it, within a minute, with the same id."""

import os
import signal
import time

import psycopg
import pytest

from tests.processes import Process
from tests.receiver import hang, receiving

BODY = {"instruction": "x"}


def kill(process: Process) -> None:
    """kill -9 for the process and all its children."""
    os.killpg(process.popen.pid, signal.SIGKILL)
    process.wait()


@pytest.mark.services
@pytest.mark.timeout(240)
def test_a_worker_killed_while_it_sends_leaves_the_webhook_to_another(many_processes):
    with receiving() as receiver:
        receiver.script = [hang]
        many_processes.settings["HEAT_EGRESS_LOOPBACK"] = "1"
        web = many_processes.start("serve")
        first = many_processes.start("work")
        with many_processes.client(many_processes.url_of(web)) as client:
            asked = client.post("/v1/requests/free-text", json={**BODY, "hook_url": receiver.url}).json()
            client.post(f"/v1/tasks/abort/{asked['id']}")
        receiver.wait_for(1, 60)
        kill(first)
        killed = time.monotonic()
        many_processes.start("work")
        receiver.wait_for(2, 60)
        assert time.monotonic() - killed < 60
        assert len(set(receiver.ids)) == 1
        assert len({call.body for call in receiver.calls}) == 1
        receiver.let_go.set()


@pytest.mark.services
@pytest.mark.timeout(240)
def test_a_worker_that_is_told_to_end_gives_back_what_it_can_not_finish(many_processes):
    with receiving() as receiver:
        receiver.script = [hang]
        many_processes.settings["HEAT_EGRESS_LOOPBACK"] = "1"
        web = many_processes.start("serve")
        first = many_processes.start("work")
        with many_processes.client(many_processes.url_of(web)) as client:
            asked = client.post("/v1/requests/free-text", json={**BODY, "hook_url": receiver.url}).json()
            client.post(f"/v1/tasks/abort/{asked['id']}")
        receiver.wait_for(1, 60)
        first.signal()
        first.wait(30)
        with psycopg.connect(many_processes.settings["DATABASE_URL"]) as connection:
            [row] = connection.execute(
                "SELECT status, failures, leased_until FROM requests_app_webhookdelivery"
            ).fetchall()
        assert row == ("due", 0, None)
        many_processes.start("work")
        receiver.wait_for(2, 60)
        assert len(set(receiver.ids)) == 1
        receiver.let_go.set()
