"""Questions of every type for Hypothesis: lawful ones, and any JSON at all."""

from decimal import Decimal

from hypothesis import strategies as st

from requests_app.api.serializers import question_serializer, read_question
from requests_app.request_types import REQUEST_TYPES
from requests_app.request_types.fields import fold_white_space, is_blank

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
visible_texts = texts.filter(lambda text: not is_blank(text))
plain_texts = visible_texts.filter(lambda text: not text.startswith("dial:"))
urls = st.builds(
    "{}://{}{}".format,
    st.sampled_from(["http", "https"]),
    st.sampled_from(["example.com", "a.example:8080", "[2001:db8::1]", "bücher.example", "user@example.org"]),
    st.sampled_from(["", "/", "/a/b.png", "/a?b=c&d=e#f", "/käse/%7Eme/../x"]),
)
videos = st.sampled_from(
    [
        "https://www.youtube.com/embed/R0V_D4zaEpU",
        "https://www.youtube.com/watch?v=R0V_D4zaEpU&t=3",
        "https://youtu.be/R0V_D4zaEpU",
        "https://example.com/film.mp4",
    ]
)
phone_numbers = st.sampled_from(["dial:+1212123456", "dial:+1212123456@ww1234", "dial:+4930@A*#w"])
things = {
    "text": st.one_of(plain_texts, phone_numbers),
    "image": urls,
    "video": st.one_of(videos, urls),
    "audio": urls,
    "website": urls,
}
blanks = st.sampled_from(["", " ", "\u200b\t"])


@st.composite
def attached(draw, least=0):
    """attachments_type and attachments, some of them blank."""
    kind = draw(st.sampled_from(sorted(things)))
    return {
        "attachments_type": kind,
        "attachments": draw(st.lists(st.one_of(things[kind], things[kind], blanks), min_size=least, max_size=4)),
    }


@st.composite
def bounds(draw, name, highest):
    """Some of min_… and max_…, the former at most `highest` and not above the latter."""
    least = draw(st.integers(0, highest))
    given_bounds = {f"min_{name}": least, f"max_{name}": draw(st.one_of(st.just(0), st.integers(max(least, 1), 300)))}
    # Without a minimum it is 1.
    if draw(st.booleans()) and highest >= 1:
        del given_bounds[f"min_{name}"]
    return given_bounds


@st.composite
def multiple_choice(draw):
    kind = draw(st.sampled_from(sorted(things)))
    value = visible_texts if kind == "text" else things[kind]
    choices = draw(st.lists(value, min_size=1, max_size=12, unique_by=fold_white_space))
    return {"choices": choices, "choices_type": kind, **draw(bounds("answers", len(choices)))}


def free_text():
    return st.fixed_dictionaries({}, optional={"validation": st.sampled_from(["number", "url"])})


def written(units, places):
    """The number units / 10 ** places as JSON has it."""
    return float(Decimal(units).scaleb(-places)) if places else units


@st.composite
def rating(draw):
    places = draw(st.integers(0, 9))
    low = draw(st.integers(-(10**6), 10**6))
    high = low + draw(st.one_of(st.integers(0, 1000), st.integers(0, 10 ** (15 - places) - 10**6)))
    step = draw(st.one_of(st.integers(1, 50), st.integers(1, 10**6)))
    return {
        "rating_min": written(low, places),
        "rating_max": written(min(high, 10**15 - 1), places),
        "rating_step": written(step, places),
        **draw(st.fixed_dictionaries({}, optional={"label_min": texts, "label_max": texts})),
    }


@st.composite
def annotations(draw):
    return {
        **draw(attached(least=1)),
        **draw(bounds("annotations", 8)),
        **draw(st.fixed_dictionaries({}, optional={"annotations_type": st.sampled_from(["point", "rectangle"])})),
    }


@st.composite
def annotations_with(draw, inner):
    return {**draw(annotations()), "per_annotation": {"instruction": draw(visible_texts), **draw(inner)}}


OWN_FIELDS = {
    "multiple-choice": multiple_choice(),
    "free-text": free_text(),
    "rating": rating(),
    "image": st.just({}),
    "video": st.just({}),
    "audio": st.just({}),
    "annotations": annotations(),
    "annotations-with-multiple-choice": annotations_with(multiple_choice()),
    "annotations-with-free-text": annotations_with(free_text()),
    "annotations-with-rating": annotations_with(rating()),
}

confidences = st.one_of(
    st.integers(1, 100).flatmap(
        lambda most: st.fixed_dictionaries(
            {"min_agreements": st.integers(1, most), "max_crunchers": st.just(most)},
            optional={"strategy": st.just("majority"), "stop_when_impossible": st.booleans()},
        )
    ),
    st.fixed_dictionaries(
        {"strategy": st.just("adaptive")},
        optional={"target": st.floats(0.5, 0.999), "min_crunchers": st.integers(1, 7)},
    ),
)


@st.composite
def lawful_bodies(draw, name):
    """A body that read_question takes for this type with a test key."""
    shared = {
        "hook_url": urls,
        "tags": st.lists(visible_texts, max_size=3),
        "metadata": st.dictionaries(texts, texts, max_size=3),
        "deadline": st.one_of(st.integers(1, 86_400), st.floats(0.5, 1000)),
        "exclude_crunchers": st.lists(st.one_of(texts, st.just("fb08318584ce0bf013c3ef987e888810")), max_size=3),
        "staging": st.fixed_dictionaries({}, optional={"after": st.integers(0, 60), "agree": st.booleans()}),
    }
    if REQUEST_TYPES[name].can_agree:
        shared["confidence"] = confidences
    body = {
        "instruction": draw(visible_texts),
        **draw(attached()),
        **draw(st.fixed_dictionaries({}, optional=shared)),
        **draw(OWN_FIELDS[name]),
    }
    if body.get("confidence", {}).get("strategy") == "adaptive" and not _weighable(name, body):
        del body["confidence"]
    return body


def _weighable(name, body):
    """Whether the adaptive strategy goes with a body that is lawful but for it."""
    plain = {field: value for field, value in body.items() if field not in ("confidence", "staging")}
    return not list(REQUEST_TYPES[name].adaptive_problems(read_question(REQUEST_TYPES[name], plain, "live").params))


# Wider than JSON: what a parser should have refused must not break the types either.
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.integers(),
    st.sampled_from([10**400, -(10**4000), 1e308, 5e-324, 0.1]),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(
        ["", " ", "\ud800", "\0", "http://[", "http://a:99999/", "javascript:alert(1)", "dial:1", "0", "1e9"]
    ),
)
any_json = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.one_of(st.text(max_size=4), st.sampled_from(["x", "y", "x2", "t", "start", "response", "instruction"])),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=8,
)


def any_bodies(name):
    """Objects with this type's own field names, and any values in them, lawful ones among them."""
    fields = question_serializer(REQUEST_TYPES[name])().fields
    mixed = st.fixed_dictionaries({}, optional=dict.fromkeys(fields, any_json))
    return st.one_of(
        any_json,
        mixed,
        st.builds(lambda lawful, other: {**lawful, **other}, lawful_bodies(name), mixed),
        st.builds(
            lambda lawful, key, value: {**lawful, key: value},
            lawful_bodies(name),
            st.sampled_from([*fields, "unknown", "id"]),
            any_json,
        ),
    )
