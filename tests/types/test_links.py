"""Links: YouTube's forms, numbers to dial, and URLs that are one and the same."""

import pytest

from requests_app.request_types.links import dialled, normalised_url, youtube_id


@pytest.mark.parametrize(
    "url",
    [
        "https://www.youtube.com/embed/R0V_D4zaEpU",
        "https://www.youtube.com/embed/R0V_D4zaEpU?start=3",
        "https://www.youtube-nocookie.com/embed/R0V_D4zaEpU",
        "https://www.youtube.com/watch?v=R0V_D4zaEpU&t=3s",
        "http://m.youtube.com/watch?list=x&v=R0V_D4zaEpU",
        "https://youtu.be/R0V_D4zaEpU?si=x",
    ],
)
def test_the_forms_of_youtube_are_known(url):
    assert youtube_id(url) == "R0V_D4zaEpU"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.youtube.com/watch",
        "https://www.youtube.com/embed/",
        "https://www.youtube.com/embed/R0V_D4zaEpU/x",
        'https://www.youtube.com/embed/"onload="alert(1)',
        "https://www.youtube.com.evil.example/embed/R0V_D4zaEpU",
        "https://evil.example/www.youtube.com/embed/R0V_D4zaEpU",
        "https://www.youtube.com@evil.example/embed/R0V_D4zaEpU",
        "javascript://www.youtube.com/embed/R0V_D4zaEpU",
        "http://[::1",
        "",
    ],
)
def test_what_only_looks_like_youtube_is_not_taken_for_it(url):
    assert youtube_id(url) is None


def test_a_number_to_dial_is_told_apart_from_its_tones():
    assert dialled("dial:+1212123456@ww1234") == ("+1212123456", "ww1234")
    assert dialled("dial:+1212123456") == ("+1212123456", "")
    assert dialled("dial:+1212123456 ") is None
    assert dialled("PIN Code: 1234") is None


@pytest.mark.parametrize(
    ("url", "normalised"),
    [
        ("HTTP://A.Example:80", "http://a.example/"),
        ("https://a.example:443/", "https://a.example/"),
        ("http://a.example:443/", "http://a.example:443/"),
        ("http://a.example/a/./b/../c/..", "http://a.example/a/"),
        ("http://a.example/../../x", "http://a.example/x"),
        ("http://a.example//x", "http://a.example//x"),
        ("http://a.example/%7e%41%2f%c3%a9é", "http://a.example/~A%2F%C3%A9%C3%A9"),
        ("http://[2001:DB8::1]:80/", "http://[2001:db8::1]/"),
        ("http://User@A.example/?q=%61#%62", "http://User@a.example/?q=a#b"),
    ],
)
def test_a_url_is_normalised_by_its_syntax(url, normalised):
    assert normalised_url(url) == normalised
    assert normalised_url(normalised) == normalised
