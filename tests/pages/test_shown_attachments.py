"""What attachments are shown as, without a browser."""

from typing import Any

import pytest

from crunchers.attachments import shown, shown_choices, tones_in_words


def one(kind: str, value: Any) -> dict[str, Any]:
    [item] = shown({"attachments_type": kind, "attachments": [value]})
    return {name: value for name, value in item.items() if name not in ("index", "number", "count")}


def test_each_knows_its_place() -> None:
    items = shown({"attachments_type": "text", "attachments": ["a", " ", "c"]})
    assert [(item["kind"], item["index"], item["number"], item["count"]) for item in items] == [
        ("text", 0, 1, 3),
        ("blank", 1, 2, 3),
        ("text", 2, 3, 3),
    ]


def test_a_question_without_attachments_shows_none() -> None:
    assert shown({"instruction": "Say it."}) == []


@pytest.mark.parametrize(
    ("address", "player"),
    [
        ("https://www.youtube.com/embed/dQw4w9WgXcQ", "https://www.youtube.com/embed/dQw4w9WgXcQ"),
        ("http://youtube.com/watch?v=dQw4w9WgXcQ&list=x", "https://www.youtube.com/embed/dQw4w9WgXcQ"),
        ("https://m.youtube.com/watch?v=dQw4w9WgXcQ&t=1m30s", "https://www.youtube.com/embed/dQw4w9WgXcQ?start=90"),
        ("https://youtu.be/dQw4w9WgXcQ?t=42", "https://www.youtube.com/embed/dQw4w9WgXcQ?start=42"),
        ("https://www.youtube.com/shorts/dQw4w9WgXcQ", "https://www.youtube.com/embed/dQw4w9WgXcQ"),
        ("https://www.youtube.com/embed/abcdefg?start=5&end=9", "https://www.youtube.com/embed/abcdefg?start=5&end=9"),
    ],
)
def test_youtube_links_of_every_form_lead_to_the_player(address: str, player: str) -> None:
    assert one("video", address) == {"kind": "youtube", "url": player, "page": address}


@pytest.mark.parametrize(
    "address",
    [
        "https://youtube.com.example.com/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com/channel/dQw4w9WgXcQ",
        "https://www.youtube.com/watch?v=<script>",
        "https://youtu.be/",
        "https://example.com/film.mp4",
    ],
)
def test_what_is_no_youtube_link_is_a_film(address: str) -> None:
    assert one("video", address) == {"kind": "video", "url": address}


@pytest.mark.parametrize("kind", ["image", "video", "audio", "website"])
@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//example.com/x", "http://[", "words"])
def test_what_is_no_web_address_is_shown_and_never_opened(kind: str, address: str) -> None:
    assert one(kind, address) == {"kind": "text", "text": address}


@pytest.mark.parametrize(
    ("text", "phone", "tones"),
    [
        ("dial:+1212123456", "+1212123456", ""),
        (" dial:+1212123456@ww1234 ", "+1212123456", "then wait 1 second, then press 1 2 3 4"),
    ],
)
def test_a_number_to_call(text: str, phone: str, tones: str) -> None:
    assert one("text", text) == {"kind": "dial", "href": f"tel:{phone}", "phone": phone, "tones": tones}


@pytest.mark.parametrize("text", ["dial:12", "dial:+1212123456@", "dial:+12x", "please dial:+1212123456"])
def test_what_is_no_number_to_call_stays_text(text: str) -> None:
    assert one("text", text)["kind"] == "text"


@pytest.mark.parametrize(
    ("tones", "words"),
    [
        ("1", "then press 1"),
        ("w*A#", "then wait half a second, then press star A hash"),
        ("www1w2", "then wait 1.5 seconds, then press 1, then wait half a second, then press 2"),
        ("wwww9", "then wait 2 seconds, then press 9"),
    ],
)
def test_tones_are_written_out(tones: str, words: str) -> None:
    assert tones_in_words(tones) == words


def test_choices_are_shown_by_their_own_type_and_never_called() -> None:
    params = {"attachments_type": "text", "choices_type": "image", "choices": ["https://example.com/a.png"]}
    assert shown_choices(params)[0]["kind"] == "image"
    assert shown_choices({"choices": ["dial:+1212123456"]})[0]["kind"] == "text"
