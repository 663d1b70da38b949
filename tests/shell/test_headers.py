"""What passes between the world and Django, and what does not."""

import re

import pytest

from .conftest import Site


def arrived(site: Site, *headers: str) -> dict[str, str]:
    with site.wire() as wire:
        wire.ask("GET /echo", *headers)
        return wire.answer().json()["meta"]


def test_a_header_with_an_underscore_is_dropped(site: Site) -> None:
    assert "HTTP_X_HEAT_API_KEY" not in arrived(site, "X_Heat_API_Key: stolen", "X_Heat-API_Key: stolen")
    assert arrived(site, "X-Heat-API-Key: mine", "X_Heat_API_Key: stolen")["HTTP_X_HEAT_API_KEY"] == "mine"


def test_a_key_reaches_django(site: Site) -> None:
    meta = arrived(site, "X-Heat-API-Key: one", "X-Crunch-API-Key: two", "Authorization: Bearer three")
    assert (meta["HTTP_X_HEAT_API_KEY"], meta["HTTP_X_CRUNCH_API_KEY"]) == ("one", "two")
    assert meta["HTTP_AUTHORIZATION"] == "Bearer three"


@pytest.mark.parametrize("name", ["X-Heat-Hold", "x-heat-file", "X-HEAT-ANYTHING"])
def test_an_internal_header_of_the_client_does_not_reach_django(site: Site, name: str) -> None:
    assert not [key for key in arrived(site, f"{name}: /etc/passwd") if key.startswith("HTTP_X_HEAT")]


def test_an_internal_header_of_django_does_not_reach_the_client(site: Site) -> None:
    response = site.post("/ask?block=0")
    assert response.headers["x-shown"] == "shown"
    assert not [name for name in response.headers if name.startswith("x-heat")]


def test_a_header_given_twice_arrives_as_one_and_cookies_stay_cookies(site: Site) -> None:
    meta = arrived(site, "Accept: a", "Accept: b", "Cookie: one=1", "Cookie: two=2")
    assert (meta["HTTP_ACCEPT"], meta["HTTP_COOKIE"]) == ("a,b", "one=1; two=2")


def test_the_request_id_of_a_client_is_kept(site: Site) -> None:
    response = site.get("/echo", headers={"X-Request-Id": "abc-123"})
    assert response.headers["x-request-id"] == response.json()["meta"]["HTTP_X_REQUEST_ID"] == "abc-123"


def test_a_held_call_keeps_its_request_id(site: Site) -> None:
    assert site.post("/ask?block=0.2", headers={"X-Request-Id": "abc"}).headers["x-request-id"] == "abc"


@pytest.mark.parametrize("given", [None, "", "x" * 129, "two words"])
def test_a_call_without_a_usable_request_id_is_given_one(site: Site, given: str | None) -> None:
    response = site.get("/echo", headers={} if given is None else {"X-Request-Id": given})
    made = response.headers["x-request-id"]
    assert re.fullmatch("[0-9a-f]{32}", made)
    assert response.json()["meta"]["HTTP_X_REQUEST_ID"] == made


def test_paths_and_queries_arrive_as_they_were_sent(site: Site) -> None:
    got = site.get("/echo/a%20b/%C3%A9/%2e?q=%C3%A9&q=a+b&plus=%2B").json()
    assert got["path"] == "/echo/a b/é/."
    assert got["get"] == {"q": ["é", "a b"], "plus": ["+"]}


@pytest.mark.parametrize(
    "target", ["/echo/%ff%fe", "/echo?q=%ff", "/echo?%00", "/echo/%00", "/echo/%", "/echo?\xff", "*"]
)
def test_odd_targets_are_answered_and_harm_nobody(site: Site, target: str) -> None:
    with site.wire() as wire:
        wire.send(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode("latin-1"))
        assert wire.answer(seconds=8).status in (200, 400, 404)
    assert site.get("/ping").text == "pong"


def test_an_answer_without_a_body_has_no_length(site: Site) -> None:
    with site.wire() as wire:
        wire.ask("GET /empty")
        answer = wire.answer()
        assert (answer.status, "content-length" in answer.headers) == (204, False)
        wire.ask("GET /ping")
        assert wire.answer().body == b"pong"


def test_an_answer_that_fails_half_way_is_a_clean_500(site: Site) -> None:
    response = site.get("/stream?size=100000&fail")
    assert (response.status_code, response.headers["content-type"]) == (500, "application/problem+json")
    assert "half-way" not in response.text
    assert response.headers["x-request-id"]


def test_django_says_itself_what_fails_within_a_view(site: Site) -> None:
    assert site.get("/nowhere").status_code == 404
