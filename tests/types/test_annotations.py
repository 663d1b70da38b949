"""annotations: what a lawful mark is, for each type of attachment, and when marks agree."""

import pytest

from requests_app.request_types import REQUEST_TYPES

from .asking import answered, asked, refused, unanswerable

NAME = "annotations"
URL = "http://a.example/x"
TEXT = "naïve 🐈 café"
SIZE = [{"width": 640, "height": 480}]


def question(kind, form="point", attachments=None, **body):
    if attachments is None:
        attachments = [TEXT if kind == "text" else URL]
    return asked(NAME, attachments_type=kind, annotations_type=form, attachments=attachments, **body)


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ({}, {"attachments"}),
        ({"attachments": []}, {"attachments"}),
        ({"attachments": None}, {"attachments"}),
        ({"attachments": [TEXT], "annotations_type": "circle"}, {"annotations_type"}),
        ({"attachments": [TEXT], "min_annotations": 3, "max_annotations": 2}, {"min_annotations", "max_annotations"}),
        ({"attachments": [TEXT], "min_annotations": 1001}, {"min_annotations"}),
        (
            {"attachments": [TEXT], "min_annotations": -1, "max_annotations": "2"},
            {"min_annotations", "max_annotations"},
        ),
        (
            {"attachments": [TEXT], "min_annotations": True, "max_annotations": None},
            {"min_annotations", "max_annotations"},
        ),
    ],
)
def test_an_unlawful_question_names_all_that_is_wrong(body, paths):
    assert refused(NAME, **body).keys() == paths


@pytest.mark.parametrize(
    ("kind", "form", "mark"),
    [
        ("image", "point", {"x": 639, "y": 0}),
        ("image", "rectangle", {"x": 0, "y": 0, "x2": 640, "y2": 480}),
        ("video", "point", {"x": 1, "y": 2, "t": 9.999}),
        ("video", "rectangle", {"x": 1, "y": 2, "x2": 3, "y2": 4, "t": 0}),
        ("audio", "point", {"t": 10}),
        ("audio", "rectangle", {"t": 1.5, "t2": 3.006}),
        ("text", "point", {"start": 12}),
        ("text", "rectangle", {"start": 6, "end": 7, "text": "🐈"}),
        ("website", "point", {"x": 1279, "y": 9000, "width": 1280}),
        ("website", "rectangle", {"x": 0, "y": 0, "x2": 360, "y2": 9000, "width": 360}),
    ],
)
def test_each_attachment_is_marked_in_its_own_way(kind, form, mark):
    sizes = {"image": SIZE, "video": [{**SIZE[0], "duration": 10}], "audio": [{"duration": 10}]}.get(kind)
    assert answered(NAME, question(kind, form), [mark], sizes) == [mark]


@pytest.mark.parametrize(
    ("kind", "form", "mark", "paths"),
    [
        ("image", "point", {"x": 640, "y": 480}, {"0.x", "0.y"}),
        ("image", "point", {"x": -1, "y": 1.5}, {"0.x", "0.y"}),
        ("image", "point", {"x": "1", "y": True}, {"0.x", "0.y"}),
        ("image", "point", {"x": None, "y": float("nan")}, {"0.x", "0.y"}),
        ("image", "point", {"x": 10**400, "y": 1e300}, {"0.x", "0.y"}),
        ("image", "point", {"x": 1}, {"0.y"}),
        ("image", "point", {"x": 1, "y": 1, "t": 1, "note": "x"}, {"0.t", "0.note"}),
        ("image", "point", {"x": 1, "y": 1, "attachment_index": 0}, {"0.attachment_index"}),
        ("image", "rectangle", {"x": 5, "y": 5, "x2": 5, "y2": 4}, {"0.x2", "0.y2"}),
        ("image", "rectangle", {"x": 0, "y": 0, "x2": 641, "y2": 481}, {"0.x2", "0.y2"}),
        ("video", "point", {"x": 1, "y": 1, "t": 10.001}, {"0.t"}),
        ("video", "point", {"x": 1, "y": 1, "t": -0.5}, {"0.t"}),
        ("audio", "point", {"t": float("inf")}, {"0.t"}),
        ("audio", "rectangle", {"t": 2, "t2": 2}, {"0.t2"}),
        ("audio", "rectangle", {"t": 2, "t2": 2.0004}, {"0.t2"}),
        ("text", "point", {"start": 13}, {"0.start"}),
        ("text", "rectangle", {"start": 3, "end": 3}, {"0.end"}),
        ("text", "rectangle", {"start": 3, "end": 99}, {"0.end"}),
        ("text", "rectangle", {"start": 0, "end": 5, "text": "naive"}, {"0.text"}),
        ("website", "point", {"x": 5, "y": 5}, {"0.width"}),
        ("website", "point", {"x": 5, "y": 5, "width": 5}, {"0.x"}),
        ("website", "point", {"x": 0, "y": 5, "width": 0}, {"0.width"}),
    ],
)
def test_a_mark_that_is_wrong_names_all_that_is(kind, form, mark, paths):
    sizes = {"image": SIZE, "video": [{**SIZE[0], "duration": 10}], "audio": [{"duration": 10}]}.get(kind)
    assert unanswerable(NAME, question(kind, form), [mark], sizes).keys() == paths


@pytest.mark.parametrize("answer", [None, "x", {}, {"x": 1, "y": 1}, [], [{"x": 1, "y": 1}] * 1001])
def test_an_answer_that_is_no_list_of_enough_and_few_marks_is_refused(answer):
    assert unanswerable(NAME, question("image"), answer).keys() == {""}


def test_a_mark_that_is_no_object_is_refused_by_its_index():
    assert unanswerable(NAME, question("image"), [{"x": 1, "y": 1}, [1, 1], None]).keys() == {"1", "2"}


def test_there_may_be_nothing_to_mark_where_the_minimum_is_none():
    assert answered(NAME, question("image", min_annotations=0), []) == []


def test_the_bounds_of_the_question_are_kept():
    params = question("image", min_annotations=2, max_annotations=3)
    for count in (1, 4):
        assert unanswerable(NAME, params, [{"x": 1, "y": 1}] * count).keys() == {""}
    assert len(answered(NAME, params, [{"x": 1, "y": 1}] * 3)) == 3


def test_without_sizes_only_the_form_of_a_mark_is_checked():
    params = question("image")
    assert answered(NAME, params, [{"x": 99_999, "y": 99_999}])
    assert answered(NAME, params, [{"x": 99_999, "y": 99_999}], [None])
    assert unanswerable(NAME, params, [{"x": 99_999, "y": 1}], SIZE).keys() == {"0.x"}


def test_offsets_are_unicode_code_points_and_the_marked_words_are_filled_in():
    params = question("text", "rectangle")
    assert answered(NAME, params, [{"start": 8, "end": 12}]) == [{"start": 8, "end": 12, "text": "café"}]


def test_seconds_are_rounded_to_the_millisecond():
    assert answered(NAME, question("audio"), [{"t": 3.0061234}]) == [{"t": 3.006}]
    assert answered(NAME, question("audio"), [{"t": 9.9996}], [{"duration": 9.9997}]) == [{"t": 10}]


def test_with_several_attachments_each_mark_says_which():
    params = question("image", attachments=[URL, "", URL])
    assert answered(NAME, params, [{"x": 1, "y": 1, "attachment_index": 2}]) == [
        {"attachment_index": 2, "x": 1, "y": 1}
    ]
    assert unanswerable(NAME, params, [{"x": 1, "y": 1}]).keys() == {"0.attachment_index"}
    for index in (1, 3, -1, "0", True, None, 0.5):
        mark = {"x": 1, "y": 1, "attachment_index": index}
        assert unanswerable(NAME, params, [mark]).keys() == {"0.attachment_index"}, index


def test_each_mark_is_checked_against_the_size_of_its_own_attachment():
    params = question("image", attachments=[URL, URL])
    sizes = [{"width": 10, "height": 10}, {"width": 100, "height": 100}]
    assert answered(NAME, params, [{"x": 50, "y": 50, "attachment_index": 1}], sizes)
    assert unanswerable(NAME, params, [{"x": 50, "y": 5, "attachment_index": 0}], sizes).keys() == {"0.x"}


@pytest.mark.parametrize("kind", ["text", "image", "video", "audio", "website"])
@pytest.mark.parametrize("form", ["point", "rectangle"])
def test_a_blank_attachment_can_be_marked_where_there_is_no_other(kind, form):
    params = question(kind, form, attachments=[""])
    staged = REQUEST_TYPES[NAME].staged_answer(params, 1)
    assert len(staged) == 1
    assert answered(NAME, params, staged) == staged


def test_youtube_is_marked_in_the_frame_of_its_player():
    for link in ("embed/R0V_D4zaEpU", "watch?v=R0V_D4zaEpU"):
        params = question("video", attachments=[f"https://www.youtube.com/{link}"])
        assert answered(NAME, params, [{"x": 1279, "y": 719, "t": 1}])
        wide = [{"width": 4000, "height": 4000, "duration": 5}]
        assert unanswerable(NAME, params, [{"x": 1280, "y": 720, "t": 6}], wide).keys() == {"0.x", "0.y", "0.t"}


def test_the_size_of_a_youtube_film_is_that_of_the_frame():
    params = question("video", attachments=["https://youtu.be/R0V_D4zaEpU"])
    request_type = REQUEST_TYPES[NAME]
    assert request_type.clean_sizes(params, [{"duration": 5}]) == [{"duration": 5, "width": 1280, "height": 720}]
    assert request_type.staged_sizes(params) == [{"width": 1280, "height": 720, "duration": 10}]


@pytest.mark.parametrize(
    "sizes",
    [
        "x",
        {},
        [],
        SIZE * 2,
        ["x"],
        [{"width": 0}],
        [{"width": -1}],
        [{"width": True}],
        [{"height": 1.5}],
        [{"width": "9"}],
    ],
)
def test_sizes_that_are_none_are_refused(sizes):
    assert unanswerable(NAME, question("image"), [{"x": 0, "y": 0}], sizes).keys() == {""}


def test_sizes_keep_nothing_but_the_measures_of_their_kind():
    clean_sizes = REQUEST_TYPES[NAME].clean_sizes
    given = [{"width": 6, "height": 4, "duration": 2.5, "note": "x"}]
    assert clean_sizes(question("image"), given) == [{"width": 6, "height": 4}]
    assert clean_sizes(question("video"), given) == [{"width": 6, "height": 4, "duration": 2.5}]
    assert clean_sizes(question("audio"), given) == [{"duration": 2.5}]
    assert clean_sizes(question("image"), [None]) == [None]
    assert clean_sizes(question("image"), None) is None


def test_staged_marks_assume_a_size_and_say_so():
    staged_sizes = REQUEST_TYPES[NAME].staged_sizes
    assert staged_sizes(question("image")) == SIZE
    assert staged_sizes(question("video")) == [{"width": 640, "height": 480, "duration": 10}]
    assert staged_sizes(question("audio")) == [{"duration": 10}]
    assert staged_sizes(question("text")) == [None]


@pytest.mark.parametrize(
    ("kind", "form", "one", "other", "same"),
    [
        # 640 x 480 is assumed: a diagonal of 800, so a tolerance of 16 pixels.
        ("image", "point", {"x": 100, "y": 100}, {"x": 116, "y": 100}, True),
        ("image", "point", {"x": 100, "y": 100}, {"x": 112, "y": 111}, False),
        ("image", "rectangle", {"x": 0, "y": 0, "x2": 10, "y2": 10}, {"x": 0, "y": 0, "x2": 10, "y2": 20}, True),
        ("image", "rectangle", {"x": 0, "y": 0, "x2": 10, "y2": 10}, {"x": 0, "y": 0, "x2": 10, "y2": 21}, False),
        ("image", "rectangle", {"x": 0, "y": 0, "x2": 10, "y2": 10}, {"x": 10, "y": 0, "x2": 20, "y2": 10}, False),
        ("video", "point", {"x": 1, "y": 1, "t": 0.3}, {"x": 1, "y": 1, "t": 0.8}, True),
        ("video", "point", {"x": 1, "y": 1, "t": 0.3}, {"x": 1, "y": 1, "t": 0.801}, False),
        ("video", "point", {"x": 1, "y": 1, "t": 1}, {"x": 99, "y": 1, "t": 1}, False),
        ("audio", "rectangle", {"t": 1, "t2": 3}, {"t": 1.5, "t2": 2.5}, True),
        ("audio", "rectangle", {"t": 1, "t2": 3}, {"t": 1, "t2": 3.6}, False),
        ("text", "rectangle", {"start": 0, "end": 4}, {"start": 0, "end": 8}, True),
        ("text", "rectangle", {"start": 0, "end": 4}, {"start": 0, "end": 9}, False),
        ("text", "point", {"start": 3}, {"start": 4}, True),
        ("text", "point", {"start": 3}, {"start": 5}, False),
        ("website", "point", {"x": 100, "y": 0, "width": 1000}, {"x": 50, "y": 0, "width": 500}, True),
        ("website", "point", {"x": 100, "y": 0, "width": 1000}, {"x": 100, "y": 0, "width": 500}, False),
    ],
)
def test_marks_of_one_place_agree(kind, form, one, other, same):
    params, agrees = question(kind, form), REQUEST_TYPES[NAME].agrees
    assert agrees(params, [one], [other]) is same
    assert agrees(params, [other], [one]) is same


def test_the_size_that_came_with_the_answer_decides_what_is_near():
    params, agrees = question("image"), REQUEST_TYPES[NAME].agrees
    one, other = [{"x": 100, "y": 100}], [{"x": 150, "y": 100}]
    assert not agrees(params, one, other)
    assert agrees(params, one, other, [{"width": 4000, "height": 3000}])


def test_marks_in_other_attachments_do_not_agree():
    params = question("image", attachments=[URL, URL])
    marks = [[{"attachment_index": index, "x": 1, "y": 1}] for index in (0, 1)]
    assert not REQUEST_TYPES[NAME].agrees(params, *marks)


def test_another_number_of_marks_does_not_agree():
    point = {"x": 1, "y": 1}
    assert not REQUEST_TYPES[NAME].agrees(question("image"), [point], [point, point])


def test_marks_are_matched_so_that_all_find_a_partner():
    # The middle mark is near to both of the others' marks: taking the nearest first would leave one alone.
    one = [{"x": 14, "y": 0}, {"x": 0, "y": 0}]
    other = [{"x": 12, "y": 0}, {"x": 29, "y": 0}]
    agrees, params = REQUEST_TYPES[NAME].agrees, question("image")
    assert agrees(params, one, other)
    assert agrees(params, other, one)


def test_one_mark_is_no_partner_of_two():
    one = [{"x": 0, "y": 0}, {"x": 1, "y": 0}]
    other = [{"x": 0, "y": 0}, {"x": 300, "y": 0}]
    assert not REQUEST_TYPES[NAME].agrees(question("image"), one, other)


def test_the_response_is_the_answer_closest_to_the_others():
    answers = [[{"x": x, "y": 0}] for x in (0, 13, 8, 4)]
    assert REQUEST_TYPES[NAME].choose(question("image"), answers) == [{"x": 8, "y": 0}]


def test_the_response_is_the_answer_that_most_agree_with():
    answers = [[{"x": x, "y": 0}] for x in (0, 15, 30)]
    assert REQUEST_TYPES[NAME].choose(question("image"), answers) == [{"x": 15, "y": 0}]


def test_among_equals_the_earliest_is_the_response():
    answers = [[{"x": 4, "y": 0}], [{"x": 0, "y": 0}]]
    assert REQUEST_TYPES[NAME].choose(question("image"), answers) == answers[0]
