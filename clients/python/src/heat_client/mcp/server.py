"""The MCP server: its tools, and how a call of one waits."""

import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Literal

import anyio
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError

from heat_client._async.client import AsyncHeat
from heat_client.errors import HeatError, StillPending
from heat_client.objects import Request
from heat_client.version import VERSION

from .answers import Answer, Cancelled, PendingList, answer_of, pending_of, progress_of
from .arguments import WAITED, Asked, Attachments, Deadline, Id, Instruction, MediaType, Wait
from .repeating import ask_once

LOOK = 10.0  # seconds between two words of progress
LISTED = 50
INSTRUCTIONS = (
    "People answer questions here, which takes seconds to hours. Ask what a person can judge and a program can't: one "
    "thing at a time, with all that is needed to answer it. Each question has an id from the first moment, and what "
    "is asked stays asked whether you wait or not."
)
HeatOf = Callable[[Context[Any, Any]], AbstractAsyncContextManager[AsyncHeat]]


def make_server(heat_of: HeatOf, leaving: Callable[[], bool] = lambda: False) -> MCPServer[Any]:
    """The server. `heat_of`: the client in whose name a call comes; `leaving`: whether waiting has to end now."""
    server: MCPServer[Any] = MCPServer("Heat", instructions=INSTRUCTIONS, version=VERSION, log_level="WARNING")
    tools = Tools(heat_of, leaving)
    for tool in (
        tools.ask_multiple_choice,
        tools.ask_free_text,
        tools.ask_rating,
        tools.mark,
        tools.get_answer,
        tools.cancel,
        tools.list_pending,
    ):
        server.add_tool(tool)
    return server


def serve_stdio() -> None:
    """Serve an agent over standard input and output, until it leaves. HeatError: without HEAT_API_KEY."""
    heat = AsyncHeat()

    @asynccontextmanager
    async def the_one(_: Context[Any, Any]) -> AsyncIterator[AsyncHeat]:
        yield heat

    anyio.run(make_server(the_one).run_stdio_async)


class Tools:
    """The tools. Their names, arguments and first lines are what agents read."""

    def __init__(self, heat_of: HeatOf, leaving: Callable[[], bool]) -> None:
        self._heat_of = heat_of
        self._leaving = leaving

    async def ask_multiple_choice(
        self,
        ctx: Context[Any, Any],
        instruction: Instruction,
        choices: list[str],
        attachments: Attachments = None,
        attachments_type: MediaType = "text",
        min_answers: int = 1,
        max_answers: int = 1,
        confidence: Asked = None,
        deadline_seconds: Deadline = None,
        wait_seconds: Wait = WAITED,
    ) -> Answer:
        """Have people choose between answers. The response is a list of what they chose.

        min_answers and max_answers say how many one person chooses: 1 and 1 is exactly one; 0 is none, or no limit.
        """
        own = {"choices": choices, "min_answers": min_answers, "max_answers": max_answers}
        body = _body(instruction, attachments, attachments_type, confidence, deadline_seconds, own)
        return await self._ask(ctx, "multiple-choice", body, wait_seconds)

    async def ask_free_text(
        self,
        ctx: Context[Any, Any],
        instruction: Instruction,
        attachments: Attachments = None,
        attachments_type: MediaType = "text",
        validation: Literal["number", "url"] | None = None,
        confidence: Asked = None,
        deadline_seconds: Deadline = None,
        wait_seconds: Wait = WAITED,
    ) -> Answer:
        """Have people write an answer. The response is a text; with validation only a number, or a web address."""
        own = {"validation": validation}
        body = _body(instruction, attachments, attachments_type, confidence, deadline_seconds, own)
        return await self._ask(ctx, "free-text", body, wait_seconds)

    async def ask_rating(
        self,
        ctx: Context[Any, Any],
        instruction: Instruction,
        attachments: Attachments = None,
        attachments_type: MediaType = "text",
        rating_min: float = 0,
        rating_max: float = 100,
        rating_step: float = 1,
        label_min: str | None = None,
        label_max: str | None = None,
        confidence: Asked = None,
        deadline_seconds: Deadline = None,
        wait_seconds: Wait = WAITED,
    ) -> Answer:
        """Have people rate on a scale. The response is a number; the labels say what the ends of the scale mean."""
        scale = {"rating_min": rating_min, "rating_max": rating_max, "rating_step": rating_step}
        own = {**scale, "label_min": label_min, "label_max": label_max}
        body = _body(instruction, attachments, attachments_type, confidence, deadline_seconds, own)
        return await self._ask(ctx, "rating", body, wait_seconds)

    async def mark(
        self,
        ctx: Context[Any, Any],
        instruction: Instruction,
        attachments: list[str],
        attachments_type: MediaType = "image",
        shape: Literal["point", "rectangle"] = "point",
        min_marks: int = 1,
        max_marks: int | None = None,
        question_about_each: str | None = None,
        choices_for_each: list[str] | None = None,
        confidence: Asked = None,
        deadline_seconds: Deadline = None,
        wait_seconds: Wait = WAITED,
    ) -> Answer:
        """Have people mark things on pictures, films, sounds, texts or web pages. The response is a list of marks.

        With question_about_each each mark is asked about too: in words, or with choices_for_each as a choice.
        """
        if choices_for_each and not question_about_each:
            raise ToolError("choices_for_each needs question_about_each: what is chosen for each mark?")
        about = {"instruction": question_about_each, "choices": choices_for_each}
        own = {
            "annotations_type": shape,
            "min_annotations": min_marks,
            "max_annotations": max_marks,
            "per_annotation": _given(about) if question_about_each else None,
        }
        type = "annotations"
        if question_about_each:
            type = f"annotations-with-{'multiple-choice' if choices_for_each else 'free-text'}"
        body = _body(instruction, attachments, attachments_type, confidence, deadline_seconds, own)
        return await self._ask(ctx, type, body, wait_seconds)

    async def get_answer(self, ctx: Context[Any, Any], id: Id, wait_seconds: Wait = 0) -> Answer:
        """Look at a question that was asked before; with wait_seconds, wait for its answer."""
        async with self._heat(ctx) as heat:
            return answer_of(await self._watched(ctx, heat, await heat.get(id), wait_seconds))

    async def cancel(self, ctx: Context[Any, Any], id: Id) -> Cancelled:
        """Take back a question that is still pending, so that nobody is asked any more."""
        async with self._heat(ctx) as heat:
            await heat.abort(id)
            return Cancelled(id=id, status="aborted")

    async def list_pending(self, ctx: Context[Any, Any]) -> PendingList:
        """List the questions that wait for an answer, the newest first, 50 at the most."""
        async with self._heat(ctx) as heat:
            page = await heat.page(status="pending", limit=LISTED)
            return PendingList(pending=[pending_of(one) for one in page.requests])

    async def _ask(self, ctx: Context[Any, Any], type: str, body: Mapping[str, Any], wait: float) -> Answer:
        async with self._heat(ctx) as heat:
            asked = await ask_once(heat, type, body)
            await ctx.report_progress(0, wait, progress_of(asked) if asked.pending else f"{asked.id} is over")
            return answer_of(await self._watched(ctx, heat, asked, wait))

    async def _watched(
        self, ctx: Context[Any, Any], heat: AsyncHeat, request: Request[Any], wait: float
    ) -> Request[Any]:
        """The request once it is over, or as it is after `wait` seconds; now and then the agent hears how it stands."""
        began, seen = time.monotonic(), request

        async def look(now: Request[Any]) -> None:
            nonlocal seen
            seen = now
            if self._leaving():
                raise StillPending(now.id)
            await ctx.report_progress(min(time.monotonic() - began, wait), wait, progress_of(now))

        if not request.pending or wait <= 0:
            return request
        try:
            return await heat.wait(request, timeout=wait, block=LOOK, on_look=look)
        except StillPending:
            return seen

    @asynccontextmanager
    async def _heat(self, ctx: Context[Any, Any]) -> AsyncIterator[AsyncHeat]:
        """The client of a call; what it raises is said to the agent."""
        try:
            async with self._heat_of(ctx) as heat:
                yield heat
        except HeatError as error:
            raise ToolError(str(error)) from error


def _given(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _body(
    instruction: str,
    attachments: list[str] | None,
    attachments_type: str,
    confidence: Any,
    deadline: float | None,
    own: Mapping[str, Any],
) -> dict[str, Any]:
    common = {
        "instruction": instruction,
        "attachments": attachments or None,
        "attachments_type": attachments_type if attachments else None,
        "confidence": confidence.model_dump(exclude_none=True) if confidence else None,
        "deadline": deadline,
    }
    return _given({**common, **own})
