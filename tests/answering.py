"""A cruncher at a real server, over HTTP: signs in by the page's own form, and does what the page does."""

from typing import Any

import httpx


class Answerer:
    """A signed-in cruncher. Each method gives the JSON of the server's answer, whatever its status."""

    def __init__(self, url: str, username: str, password: str) -> None:
        self.client = httpx.Client(base_url=url, timeout=30)
        form = self.client.get("/crunch/sign-in/")
        data = {"username": username, "password": password, "csrfmiddlewaretoken": self.client.cookies["csrftoken"]}
        answer = self.client.post("/crunch/sign-in/", data=data, headers={"Referer": str(form.url)})
        assert answer.status_code == 302, answer.text

    def next(self) -> dict[str, Any]:
        """Ask for a task."""
        return self._post("/crunch/next/", {})

    def answer(self, task: dict[str, Any], answer: Any) -> dict[str, Any]:
        """Show a task that `next` gave, and send an answer to it."""
        self.on(task, "acknowledge")
        return self.on(task, "submit", answer=answer, sizes=None)

    def on(self, task: dict[str, Any], action: str, **body: Any) -> dict[str, Any]:
        """Acknowledge, heartbeat, submit, skip or flag."""
        return self._post(f"/crunch/assignments/{task['id']}/{action}/", {"token": task["token"], **body})

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        token = {"X-CSRFToken": self.client.cookies["csrftoken"], "Referer": str(self.client.base_url)}
        return self.client.post(path, json=body, headers=token).json()

    def close(self) -> None:
        """Leave."""
        self.client.close()
