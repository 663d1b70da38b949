"""AI agents, with the official client: over HTTP at /mcp, and over standard input and output by `heat mcp`."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import Client, MCPError
from mcp.client.stdio import StdioServerParameters

from tests.processes import ROOT, Heat, environment

from .agents import agent
from .flaky import flaky_proxy
from .people import people

TOOLS = ["ask_multiple_choice", "ask_free_text", "ask_rating", "mark", "get_answer", "cancel", "list_pending"]
SAY = {"instruction": "Say", "wait_seconds": 50}


@asynccontextmanager
async def by_stdio(heat: Heat, bare_python: Path, key: str) -> AsyncIterator[Client]:
    """A client that starts `heat mcp`, as the README tells it to an agent."""
    [told] = re.findall(r"```json\n(.*?)```", (ROOT / "clients" / "python" / "README.md").read_text(), re.DOTALL)
    how = json.loads(told)["mcpServers"]["heat"]
    assert set(how["env"]) == {"HEAT_URL", "HEAT_API_KEY"}
    env = environment(HEAT_URL=heat.url, HEAT_API_KEY=key)
    command = str(bare_python / how["command"])
    async with Client(StdioServerParameters(command=command, args=how["args"], env=env)) as client:
        yield client


async def call(client: Client, tool: str, **arguments: Any) -> Any:
    """What a tool gives back; AssertionError with what it said where it failed."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    return result.structured_content


async def use_all(test: Client, live: Client) -> None:
    """Every tool, with a test key and with a live one."""
    listed = (await test.list_tools()).tools
    assert [tool.name for tool in listed] == TOOLS
    assert all("confidence" in tool.input_schema["properties"] for tool in listed[:4])
    twice = {"confidence": {"min_agreements": 2, "max_crunchers": 3}}
    chosen = await call(test, "ask_multiple_choice", instruction="Which?", choices=["a", "b"], **twice)
    assert (chosen["status"], chosen["agreed"], chosen["share"]) == ("complete", 2, 1)
    assert chosen["votes"] == [{"answer": chosen["response"], "people": 2}]
    assert await call(test, "get_answer", id=chosen["id"]) == chosen
    assert 0 <= (await call(test, "ask_rating", instruction="Rate", rating_max=5))["response"] <= 5
    words = {"attachments": ["some words"], "attachments_type": "text"}
    assert (await call(test, "mark", instruction="Mark", **words, question_about_each="Why?"))["response"][0][
        "response"
    ]
    assert (await call(live, "ask_free_text", **SAY))["response"] == "seen by a person"
    cake = {"instruction": "Mark the cake", "attachments": ["http://a.example/cake.png"], "wait_seconds": 0}
    asked = await call(live, "mark", **cake)
    assert asked["status"] == "pending" and (await call(live, "mark", **cake))["id"] == asked["id"]
    assert asked["id"] in [one["id"] for one in (await call(live, "list_pending"))["pending"]]
    assert (await call(live, "cancel", id=asked["id"]))["status"] == "aborted"
    assert (await call(live, "get_answer", id=asked["id"], wait_seconds=5))["status"] == "aborted"
    again = await live.call_tool("cancel", {"id": chosen["id"]})
    assert again.is_error and "404" in str(again.content), "a live key sees nothing of what a test key asked"


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_every_tool_works_over_http(own_heat: Heat, mode: str) -> None:
    async def use() -> None:
        test_key, live_key = own_heat.demo["test_key"], own_heat.demo["live_key"]
        async with agent(own_heat.url, test_key, mode=mode) as test, agent(own_heat.url, live_key, mode=mode) as live:
            await use_all(test, live)

    with people(own_heat):
        asyncio.run(use())


def test_every_tool_works_over_standard_input_and_output(own_heat: Heat, bare_python: Path) -> None:
    async def use() -> None:
        keys = own_heat.demo["test_key"], own_heat.demo["live_key"]
        async with by_stdio(own_heat, bare_python, keys[0]) as test, by_stdio(own_heat, bare_python, keys[1]) as live:
            await use_all(test, live)

    with people(own_heat):
        asyncio.run(use())


@pytest.mark.parametrize("way", ["auto", "legacy", "stdio"])
def test_who_gave_up_gets_the_answer_by_its_id_and_by_asking_again(own_heat: Heat, bare_python: Path, way: str) -> None:
    key, heard = own_heat.demo["live_key"], []
    question = {"instruction": f"Say, {way}", "wait_seconds": 600}

    def connected() -> Any:
        return by_stdio(own_heat, bare_python, key) if way == "stdio" else agent(own_heat.url, key, mode=way)

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        heard.append(message)

    async def give_up() -> str:
        async with connected() as client:
            with pytest.raises(MCPError, match="timed out"):
                await client.call_tool("ask_free_text", question, read_timeout_seconds=1, progress_callback=hear)
            pending = (await call(client, "list_pending"))["pending"]
            [waiting] = [one for one in pending if one["instruction"] == question["instruction"]]
            assert waiting["id"] == heard[0].split()[0]
            return str(waiting["id"])

    async def come_back(id: str) -> None:
        async with connected() as client:
            answer = await call(client, "get_answer", id=id, wait_seconds=50)
            assert answer["response"] == "seen by a person"
            assert await call(client, "ask_free_text", **question) == answer

    id = asyncio.run(give_up())
    with people(own_heat):
        asyncio.run(come_back(id))


def test_an_agent_comes_back_to_a_server_that_was_started_again(own_heat: Heat) -> None:
    question = {"instruction": "Say, before and after", "wait_seconds": 50}

    def asked() -> list[str]:
        pending = own_heat.get("/v1/requests").json()["requests"]
        return [one["id"] for one in pending if one["instruction"] == question["instruction"]]

    async def ask() -> Any:
        async with agent(own_heat.url, own_heat.demo["live_key"]) as client:
            asking = asyncio.create_task(call(client, "ask_free_text", **question))
            while not asked():
                await asyncio.sleep(0.05)
            own_heat.signal()
            return await asking

    async def come_back(id: str) -> Any:
        async with agent(own_heat.url, own_heat.demo["live_key"]) as client:
            assert (await call(client, "get_answer", id=id, wait_seconds=50))["status"] == "complete"
            return await call(client, "ask_free_text", **question)

    left = asyncio.run(ask())
    assert left["status"] == "pending", "a server that goes down keeps no agent waiting"
    with people(own_heat.start_again()):
        answer = asyncio.run(come_back(left["id"]))
    assert (answer["id"], answer["response"]) == (left["id"], "seen by a person")
    assert asked() == [left["id"]]


def test_a_lost_answer_is_asked_for_again_and_is_the_same(own_heat: Heat) -> None:
    question = {"instruction": "Say, though the line is bad", "wait_seconds": 0}

    async def ask(url: str) -> Any:
        async with agent(url, own_heat.demo["live_key"], mode="2026-07-28") as client:
            return await client.call_tool("ask_free_text", question)

    with flaky_proxy(own_heat.url) as proxy:
        proxy.will("pass", "lost")
        with pytest.raises(Exception, match=r"."):
            asyncio.run(ask(proxy.url))
        proxy.will()
        asked = asyncio.run(ask(proxy.url)).structured_content["id"]
    same = [one for one in own_heat.get("/v1/requests").json()["requests"] if "bad" in one["instruction"]]
    assert [one["id"] for one in same] == [asked]
    own_heat.post(f"/v1/tasks/abort/{asked}")


@pytest.mark.parametrize("path", ["/mcp", "/mcp/"])
def test_who_has_no_key_is_refused_as_by_the_api(own_heat: Heat, path: str) -> None:
    for headers in ({}, {"Authorization": "Bearer live_wrong"}, {"Authorization": "Bearer é".encode()}):
        refused = httpx.post(f"{own_heat.url}{path}", json={}, headers=headers)
        assert refused.status_code == 401 and refused.headers["www-authenticate"].startswith("Bearer")
        assert refused.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("host", ["[::", "a b", "a/b", "é"])
def test_a_host_that_is_none_is_a_400(own_heat: Heat, host: str) -> None:
    headers = {"Authorization": f"Bearer {own_heat.demo['test_key']}", "Host": host.encode()}
    assert httpx.post(f"{own_heat.url}/mcp", json={}, headers=headers).status_code == 400


def test_there_are_no_sessions_to_listen_to_or_to_end(own_heat: Heat) -> None:
    key = {"Authorization": f"Bearer {own_heat.demo['test_key']}"}
    for method in ("GET", "DELETE", "PUT"):
        refused = httpx.request(method, f"{own_heat.url}/mcp", headers=key)
        assert (refused.status_code, refused.headers["allow"]) == (405, "POST")


def test_a_body_is_no_larger_than_the_api_takes(own_heat: Heat) -> None:
    headers = {"Authorization": f"Bearer {own_heat.demo['test_key']}", "Content-Type": "application/json"}
    assert httpx.post(f"{own_heat.url}/mcp", content=b" " * 1_100_000, headers=headers).status_code == 413
