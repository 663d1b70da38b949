"""The one process and its webhooks: killed while it sends, and ended while receivers hang."""

import os
import signal
import time

import pytest

from tests.processes import Heat
from tests.receiver import hang, receiving, reply

BODY = {"instruction": "x"}


@pytest.mark.timeout(240)
def test_the_one_process_killed_while_it_sends_sends_again_after_its_next_start(tmp_path):
    with receiving() as receiver:
        receiver.script = [hang]
        receiver.otherwise = reply(204)
        heat = Heat(tmp_path / "data").ready()
        try:
            body = {**BODY, "hook_url": receiver.url}
            assert heat.post("/v1/requests/free-text", test=True, json=body).json()["status"] == "complete"
            receiver.wait_for(1, 30)
            os.killpg(heat.popen.pid, signal.SIGKILL)
            heat.wait()
        finally:
            heat.stop()
        killed = time.monotonic()
        again = Heat(tmp_path / "data").ready()
        try:
            receiver.wait_for(2, 60)
            assert time.monotonic() - killed < 60
            assert len(set(receiver.ids)) == 1
        finally:
            again.stop()
        receiver.let_go.set()


@pytest.mark.timeout(120)
def test_the_one_process_ends_at_once_though_a_receiver_hangs(tmp_path):
    with receiving() as receiver:
        receiver.otherwise = hang
        heat = Heat(tmp_path / "data").ready()
        try:
            for _ in range(5):
                heat.post("/v1/requests/free-text", test=True, json={**BODY, "hook_url": receiver.url})
            receiver.wait_for(4, 30)
            calls_while_hanging = time.monotonic()
            assert heat.get("/v1/requests").status_code == 200
            assert time.monotonic() - calls_while_hanging < 3
        finally:
            began = time.monotonic()
            heat.stop()
        assert time.monotonic() - began < 8
        receiver.let_go.set()
