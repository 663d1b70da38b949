"""`heat.batches`: many questions in one call."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from heat_client.calls import Call
from heat_client.errors import HeatError, StillPending
from heat_client.objects import Batch, Request
from heat_client.pausing import sleep
from heat_client.retrying import Pace

if TYPE_CHECKING:
    from .client import Heat

PAGE = 200


def _id_of(batch: str | Batch) -> str:
    return batch if isinstance(batch, str) else batch.id


class Batches:
    """Makes, lists and takes back batches."""

    def __init__(self, heat: "Heat") -> None:
        self._heat = heat

    def create(
        self,
        requests: Sequence[Mapping[str, Any]],
        *,
        type: str | None = None,
        defaults: Mapping[str, Any] | None = None,
        name: str | None = None,
        hook_url: str | None = None,
        idempotency_key: str = "",
    ) -> Batch:
        """Ask all of them, or, when one is wrong, none: BadRequest names its number.

        Each item is laid over `defaults`, and may name a `type` of its own.
        """
        given = {
            "requests": list(requests), "type": type, "defaults": defaults, "name": name, "hook_url": hook_url
        }  # fmt: skip
        body = {field: value for field, value in given.items() if value is not None}
        return Batch.of(self._heat.send(Call("POST", "/v1/batch", body=body, idempotency_key=idempotency_key)))

    def list(self) -> Iterator[Batch]:
        """All batches, newest first, without their tasks, read page by page."""
        cursor: str | None = None
        while True:
            body = self._heat.send(Call("GET", "/v1/batch", query={"limit": PAGE, "cursor": cursor}))
            for one in body["batches"]:
                yield Batch.of(one)
            cursor = body["next"]
            if cursor is None:
                return

    def get(self, batch: str | Batch) -> Batch:
        """A batch with all of its tasks at once."""
        return Batch.of(self._heat.send(Call("GET", f"/v1/batch/{_id_of(batch)}")))

    def tasks(self, batch: str | Batch) -> Iterator[Request[Any]]:
        """The tasks of a batch in their order, read page by page."""
        cursor: str | None = None
        while True:
            query = {"limit": PAGE, "cursor": cursor}
            body = self._heat.send(Call("GET", f"/v1/batch/{_id_of(batch)}", query=query))
            for one in body["tasks"]:
                yield Request[Any].of(one)
            cursor = body["next"]
            if cursor is None:
                return

    def wait(self, batch: str | Batch, *, timeout: float | None = None) -> Batch:
        """The batch's counts once nothing of it is pending. It is polled, with doubled pauses.

        Failures are waited through as by `heat.wait`; StillPending is raised after `timeout` seconds.
        """
        pace = Pace(timeout, 0)
        while True:
            pace.next_block()
            try:
                body = self._heat.send_once(Call("GET", f"/v1/batch/{_id_of(batch)}", query={"limit": 1}))
            except HeatError as error:
                pause = pace.after_failure(error)
            else:
                seen = Batch.of({name: value for name, value in body.items() if name not in ("tasks", "next")})
                if not seen.pending:
                    return seen
                pause = pace.after_pending()
            if pace.left <= 0:
                raise StillPending(_id_of(batch))
            sleep(pause)

    def abort(self, batch: str | Batch) -> int:
        """Take back all that is still pending; how many that were."""
        return int((self._heat.send(Call("POST", f"/v1/batch/{_id_of(batch)}/abort")))["aborted"])

    def results(self, batch: str | Batch, *, format: str = "csv") -> str:
        """What became of all of it, as a file's text: csv, jsonl, or another format that the server has."""
        call = Call("GET", f"/v1/batch/{_id_of(batch)}/results", query={"format": format}, text=True)
        return str(self._heat.send(call))
