"""Code that uses heat-client, for mypy --strict: what each question is answered with is known."""

from typing import assert_type

from heat_client import AsyncHeat, Batch, Eta, Heat, Mark, Request, webhooks
from heat_client.objects import Agreement, MarkWithChoices, MarkWithRating, MarkWithText


def asks(heat: Heat) -> None:
    chosen = heat.ask.multiple_choice("Which?", ["a", "b"], min_answers=0, choices_type="text", wait=True)
    assert_type(chosen.response, list[str] | None)
    assert_type(heat.wait(chosen, timeout=3).response, list[str] | None)
    assert_type(heat.ask.free_text("Say", validation="number", block=3).response, str | None)
    rated = heat.ask.rating("Rate", rating_step=0.5, confidence={"min_agreements": 2, "max_crunchers": 3})
    assert_type(rated.response, float | None)
    assert_type(rated.raw_responses, dict[str, float])
    assert_type(rated.agreement, Agreement | None)
    assert_type(rated.eta, Eta | None)
    assert_type(heat.ask.image("A cake").response, str | None)
    assert_type(heat.ask.annotations("Mark", annotations_type="rectangle").response, list[Mark] | None)
    choices = heat.ask.annotations_with_multiple_choice("Mark", {"instruction": "Which?", "choices": ["a"]})
    assert_type(choices.response, list[MarkWithChoices] | None)
    texts = heat.ask.annotations_with_free_text("Mark", {"instruction": "Say"})
    assert_type(texts.response, list[MarkWithText] | None)
    ratings = heat.ask.annotations_with_rating("Mark", {"instruction": "Rate", "rating_max": 5})
    assert_type(ratings.response, list[MarkWithRating] | None)
    for one in heat.list(status="pending", archived=False):
        heat.abort(one)
    assert_type(heat.batches.create([{"instruction": "Say"}], type="free-text"), Batch)
    heat.ask.free_text("Say", confidence={"strategy": "adaptive", "target": 0.95})
    heat.feedback(chosen, correct=False, answer=["b"], comment="seen later")
    assert_type(heat.files.upload(b"...", name="cat.png").url, str)


async def asks_asynchronously(heat: AsyncHeat) -> None:
    asked = await heat.ask.free_text("Say")
    assert_type((await heat.wait(asked)).response, str | None)
    async for one in heat.list(tag="photos"):
        await heat.archive(one.id)


def receives(body: bytes, headers: dict[str, str]) -> str:
    said = webhooks.read(body, headers, "whsec_")
    return said.status if isinstance(said, Request) else said.name
