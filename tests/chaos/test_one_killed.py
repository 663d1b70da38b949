"""Case 13: the one process, killed again and again under load, and without room to write."""

import resource
import time
import uuid
from collections.abc import Iterator

import pytest

from .rows import integrity
from .running import run
from .site import One, standing

pytestmark = pytest.mark.timeout(240)
PATH = "/v1/requests/multiple-choice"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[One]:
    with standing(One(tmp_path_factory.mktemp("one"))) as site:
        yield site


@pytest.fixture(autouse=True)
def _running(site: One) -> None:
    if not site.slots[0].is_up():
        site.slots[0].start()
        site.slots[0].wait()


def test_case_13_killed_under_load_loses_nothing(site: One):
    outcome = run(site, seed=13, seconds=60, every=0.5, most_kills=2, only="kill", hooks=False)
    assert outcome.wrong == []
    assert outcome.kills == 2
    assert outcome.figures["ended"] > 3
    site.slots[0].kill()
    assert integrity(site.folder) == "ok"


def test_case_13_a_full_disk_is_503_and_nothing_answered_200_is_lost(site: One):
    wal = site.folder / "heat.sqlite3-wal"
    pid = site.slots[0].process.popen.pid
    made: list[str] = []
    with site.client() as client:

        def ask():
            key = uuid.uuid4().hex
            body = {"instruction": "x" * 5000, "choices": ["a", "b"], "metadata": {"key": key}}
            answer = client.post(PATH, json=body)
            if answer.status_code == 200:
                made.append(answer.json()["id"])
            return answer

        before = len(site.rows().requests)
        assert ask().status_code == 200
        unlimited = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (wal.stat().st_size + 100_000, unlimited[1]))
        answers = [ask() for _ in range(40)]
        refused = [answer for answer in answers if answer.status_code != 200]
        assert refused
        assert {answer.status_code for answer in refused} == {503}
        assert all("retry-after" in answer.headers for answer in refused)
        assert client.get(f"/v1/requests/{made[0]}").status_code == 200
        resource.prlimit(pid, resource.RLIMIT_FSIZE, unlimited)
        end = time.monotonic() + 15
        while ask().status_code != 200:
            assert time.monotonic() < end
            time.sleep(0.2)
        assert all(client.get(f"/v1/requests/{one}").status_code == 200 for one in made)
    rows = site.rows()
    assert len(rows.requests) == before + len(made)
    assert {one.replace("-", "") for one in made} <= {row.id for row in rows.requests}
    site.slots[0].kill()
    assert integrity(site.folder) == "ok"
