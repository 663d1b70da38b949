"""What a batch's results are as files: pure functions of Request objects."""

import csv
import io
import json

import pytest

from requests_app.results import FORMATS

COMMON = {"created_at": "2026-11-25T08:00:00.000000Z", "completed_at": None, "tags": [], "instruction": "Look."}
PICTURE = {
    **COMMON,
    "id": "a",
    "status": "complete",
    "type": "annotations-with-multiple-choice",
    "attachments_type": "image",
    "attachments": ["https://example.com/a.png", "https://example.com/b.png"],
    "attachment_sizes": [{"width": 200, "height": 100}, {"width": 50, "height": 50}],
    "response": [
        {"x": 20, "y": 10, "x2": 60, "y2": 30, "attachment_index": 0, "response": ["door"], "support": 2},
        {"x": 25, "y": 5, "attachment_index": 1, "response": ["window", "open"]},
    ],
}
PENDING = {
    **COMMON,
    "id": "b",
    "status": "pending",
    "type": "annotations",
    "attachments_type": "image",
    "attachments": ["u"],
}


def written(name, *objects):
    return "".join(FORMATS[name].write(lambda: iter(objects)))


def rows(*objects):
    return list(csv.DictReader(io.StringIO(written("csv", *objects))))


def one(**fields):
    return {**COMMON, "id": "a", "status": "complete", "type": "free-text", "response": "yes", **fields}


def test_csv_has_a_row_for_each_request_whatever_its_status():
    [first, second] = rows(one(agreement={"agreed": 2, "answers": 3, "share": 0.6667}), PENDING)
    assert (first["id"], first["response"], first["agreed"], first["answers"]) == ("a", "yes", "2", "3")
    assert (second["status"], second["response"]) == ("pending", "")


@pytest.mark.parametrize(
    ("response", "cell"),
    [
        ('two\nlines, and a "quote"', 'two\nlines, and a "quote"'),
        (["red", "blue"], "red\nblue"),
        (0.5, "0.5"),
        (None, ""),
        ([{"x": 1, "y": 2}], '[{"x": 1, "y": 2}]'),
    ],
)
def test_csv_keeps_answers_readable(response, cell):
    assert rows(one(response=response))[0]["response"] == cell


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
@pytest.mark.parametrize("field", ["response", "instruction", "cruncher_feedback"])
def test_csv_has_no_cell_that_a_spreadsheet_runs(field, begin):
    assert rows(one(**{field: f"{begin}cmd|' /C calc'!A0"}))[0][field].startswith("'")
    assert rows(one(tags=[f"{begin}1+1"]))[0]["tags"].startswith("'")


@pytest.mark.parametrize("number", ["-5", "+1", "-1.5e3"])
def test_csv_leaves_numbers_alone(number):
    assert rows(one(response=number))[0]["response"] == number


def test_json_lines_are_the_request_objects():
    assert [json.loads(line) for line in written("jsonl", PICTURE, PENDING).splitlines()] == [PICTURE, PENDING]


def test_json_lines_keep_line_breaks_inside_their_line():
    text = one(response="a\nb\u2028c")
    assert [json.loads(line) for line in written("jsonl", text).split("\n") if line] == [text]


def test_coco_has_pictures_marks_and_categories():
    made = json.loads(written("coco", one(), PICTURE, PENDING))
    assert [(image["id"], image["file_name"], image["width"], image["height"]) for image in made["images"]] == [
        (1, "https://example.com/a.png", 200, 100),
        (2, "https://example.com/b.png", 50, 50),
    ]
    box, point = made["annotations"]
    assert (box["image_id"], box["bbox"], box["area"], box["attributes"]) == (1, [20, 10, 40, 20], 800, {"support": 2})
    assert (point["image_id"], point["keypoints"], point["num_keypoints"]) == (2, [25, 5, 2], 1)
    names = {category["id"]: category["name"] for category in made["categories"]}
    assert [names[mark["category_id"]] for mark in (box, point)] == ["door", "window, open"]


def test_coco_keeps_answers_that_are_no_choice():
    mark = {"x": 1, "y": 2, "response": 7}
    made = json.loads(written("coco", {**PICTURE, "type": "annotations-with-rating", "response": [mark]}))
    assert made["annotations"][0]["attributes"] == {"response": 7}
    assert [category["name"] for category in made["categories"]] == ["mark"]


def test_coco_without_pictures_is_lawful_and_empty():
    made = json.loads(written("coco", one(), PENDING))
    assert (made["images"], made["annotations"], made["categories"]) == ([], [], [])


def test_label_studio_has_a_task_for_each_with_marks_in_per_cent():
    [task, pending] = json.loads(written("label-studio", PICTURE, PENDING))
    assert task["data"] == {
        "instruction": "Look.",
        "image": PICTURE["attachments"][0],
        "image2": PICTURE["attachments"][1],
    }
    box, door, point, _ = task["annotations"][0]["result"]
    assert (box["type"], box["to_name"]) == ("rectanglelabels", "image")
    assert {name: box["value"][name] for name in ("x", "y", "width", "height")} == {
        "x": 10,
        "y": 10,
        "width": 20,
        "height": 20,
    }
    assert (door["id"], door["value"]) == (box["id"], {"choices": ["door"]})
    assert (point["type"], point["to_name"], point["value"]["x"]) == ("keypointlabels", "image2", 50)
    assert pending["annotations"] == []


@pytest.mark.parametrize(
    ("response", "kind", "value"),
    [
        (["red"], "choices", {"choices": ["red"]}),
        (4, "number", {"number": 4}),
        ("words", "textarea", {"text": ["words"]}),
    ],
)
def test_label_studio_has_answers_without_marks(response, kind, value):
    [task] = json.loads(written("label-studio", one(response=response)))
    [result] = task["annotations"][0]["result"]
    assert (result["type"], result["value"], result["to_name"]) == (kind, value, "instruction")


@pytest.mark.parametrize(
    ("kind", "mark", "value"),
    [
        ("text", {"start": 2, "end": 5, "text": "abc"}, {"start": 2, "end": 5, "text": "abc"}),
        ("audio", {"t": 1.5, "t2": 2.0}, {"start": 1.5, "end": 2.0}),
    ],
)
def test_label_studio_has_spans(kind, mark, value):
    asked = one(type="annotations", attachments_type=kind, attachments=["x"], response=[mark])
    [task] = json.loads(written("label-studio", asked))
    assert task["annotations"][0]["result"][0]["value"] == {**value, "labels": ["mark"]}


def test_a_request_without_agreement_is_in_every_format():
    for name in FORMATS:
        assert written(name, {**PICTURE, "response": None})
