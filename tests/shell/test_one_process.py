"""Without Redis there is one web process: a second one is refused, and told why."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Launched, Site

Start = Callable[..., Site]


def refused(process: Launched) -> str:
    """What a process says that does not start."""
    assert process.wait(60) == 1
    assert "Traceback" not in process.said
    return process.said


def test_a_second_web_process_on_the_same_folder_is_refused_with_the_reason(
    start: Start, new_folder: Callable[[], Path], files: Path
) -> None:
    env = {"HEAT_DATA": str(new_folder()), "HEAT_TEST_FILES": str(files)}
    first = start(**env)
    reason = refused(Launched(**env))
    assert env["HEAT_DATA"] in reason
    assert "REDIS_URL" in reason
    first.stop()
    assert start(**env).get("/ping").text == "pong"


def test_a_web_process_that_was_killed_leaves_the_place_free(
    start: Start, new_folder: Callable[[], Path], files: Path
) -> None:
    env = {"HEAT_DATA": str(new_folder()), "HEAT_TEST_FILES": str(files)}
    first = start(**env)
    first.process.kill()
    first.process.wait()
    assert start(**env).get("/ping").text == "pong"


def test_with_redis_there_may_be_several(start: Start, new_folder: Callable[[], Path], files: Path) -> None:
    nobody = "redis://127.0.0.1:1/0"
    env = {"HEAT_DATA": str(new_folder()), "HEAT_TEST_FILES": str(files), "REDIS_URL": nobody}
    assert [start(**env).get("/ping").text for _ in range(2)] == ["pong", "pong"]


def test_a_busy_port_is_refused_with_the_reason(start: Start, new_folder: Callable[[], Path], files: Path) -> None:
    port = str(start().port)
    reason = refused(Launched(HEAT_DATA=str(new_folder()), HEAT_TEST_FILES=str(files), PORT=port))
    assert f"port {port}" in reason


@pytest.mark.services
def test_a_second_web_process_on_the_same_postgresql_is_refused_with_the_reason(
    start: Start, new_folder: Callable[[], Path], files: Path
) -> None:
    env = {
        "DATABASE_URL": os.environ["DATABASE_URL"],
        "SECRET_KEY": "x" * 50,
        "HEAT_HOSTS": "127.0.0.1",
        "HEAT_TEST_FILES": str(files),
    }
    first = start(**env, HEAT_DATA=str(new_folder()))
    reason = refused(Launched(**env, HEAT_DATA=str(new_folder())))
    assert "REDIS_URL" in reason
    first.stop()
    assert start(**env, HEAT_DATA=str(new_folder())).get("/ping").text == "pong"
