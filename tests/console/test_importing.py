"""A batch from a file, in the console: read, mapped, checked row by row, and made once or not at all."""

import csv
import io
import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from requests_app.console import sheets
from requests_app.models import Account, Batch, HeatRequest
from requests_app.request_types import REQUEST_TYPES

pytestmark = pytest.mark.django_db

CSV = 'instruction,choices,sku\nWhich?,red|blue,A1\nWhat?,"[""a"", ""b|c""]",A2\n'


def send(owner, step, content, **fields):
    content = content if isinstance(content, bytes) else content.encode()
    data = {"type": "multiple-choice", "environment": "staging", "once": str(uuid4()), **fields}
    return owner.post(owner.at(f"batches/new/{step}/"), {**data, "file": SimpleUploadedFile("f", content)})


def test_csv_is_checked_and_nothing_is_made_yet(owner):
    told = send(owner, "check", CSV).json()
    assert (told["rows"], told["wrong"]) == (2, 0)
    assert told["mapping"] == {"instruction": "instruction", "choices": "choices", "sku": "metadata.sku"}
    assert told["preview"][0] == {"instruction": "Which?", "choices": ["red", "blue"], "metadata": {"sku": "A1"}}
    assert told["preview"][1]["choices"] == ["a", "b|c"]
    assert not Batch.objects.exists()


def test_what_was_checked_is_made_with_its_name(owner):
    answer = send(owner, "make", CSV, name="colours").json()
    batch = Batch.objects.get()
    assert answer["url"] == owner.at(f"batches/{batch.pk}/")
    assert (batch.name, batch.total, batch.complete) == ("colours", 2, 2)
    assert list(batch.heat_requests.order_by("batch_index").values_list("instruction", flat=True)) == [
        "Which?",
        "What?",
    ]


@pytest.mark.parametrize(
    "content",
    [
        '[{"instruction": "Which?", "choices": ["a", "b"]}, {"instruction": "What?", "choices": ["a", "b"]}]',
        '{"instruction": "Which?", "choices": ["a", "b"]}\n\n{"instruction": "What?", "choices": ["a", "b"]}\n',
        "instruction;choices\r\nWhich?;a|b\r\nWhat?;a|b\r\n",
        "\ufeffinstruction\tchoices\nWhich?\ta|b\nWhat?\ta|b\n",
        'instruction,choices\n\nWhich?,"a\nb"\n,\nWhat?,a|b',
    ],
)
def test_each_form_of_file_gives_the_same_questions(owner, content):
    assert send(owner, "make", content).status_code == 200
    given = list(HeatRequest.objects.order_by("batch_index").values_list("given", flat=True))
    assert given == [{"instruction": text, "choices": ["a", "b"]} for text in ("Which?", "What?")]


def test_wrong_rows_are_named_by_row_and_column_and_nothing_is_made(owner):
    content = "Question,choices,limit\nWhich?,a|a,\n,a|b,\nWhat?,a|b,many\nFine?,a|b,1\n"
    mapping = json.dumps({"Question": "instruction", "limit": "max_answers"})
    for step in ("check", "make"):
        told = send(owner, step, content, mapping=mapping).json()
        assert told["wrong"] == 3
        assert [(one["row"], one["column"], one["field"]) for one in told["errors"]] == [
            (1, "choices", "choices"),
            (2, "Question", "instruction"),
            (3, "limit", "max_answers"),
        ]
    assert not HeatRequest.objects.exists()


def test_a_column_may_go_elsewhere_or_be_left_out(owner):
    mapping = json.dumps({"sku": "", "choices": "choices", "instruction": "instruction"})
    told = send(owner, "check", CSV, mapping=mapping).json()
    assert "metadata" not in told["preview"][0]


def test_several_columns_go_into_one_list(owner):
    content = "instruction,first,second\nWhich?,red,blue\n"
    told = send(owner, "check", content, mapping=json.dumps({"first": "choices", "second": "choices"})).json()
    assert told["preview"] == [{"instruction": "Which?", "choices": ["red", "blue"]}]


def test_cells_become_what_their_fields_take(owner):
    content = (
        "instruction,rating_max,confidence.min_agreements,confidence.max_crunchers,confidence.stop_when_impossible,deadline\n"
        "How?,5,2,3,TRUE,1.5\n"
    )
    told = send(owner, "check", content, type="rating").json()
    assert told["wrong"] == 0, told
    assert told["preview"] == [
        {
            "instruction": "How?",
            "rating_max": 5,
            "confidence": {"min_agreements": 2, "max_crunchers": 3, "stop_when_impossible": True},
            "deadline": 1.5,
        }
    ]


def test_the_same_import_sent_twice_makes_one_batch(owner):
    once = str(uuid4())
    urls = {send(owner, "make", CSV, once=once).json()["url"] for _ in range(2)}
    assert len(urls) == 1
    assert Batch.objects.count() == 1


def test_the_quota_is_kept_and_told(owner, account):
    Account.objects.filter(pk=account.pk).update(monthly_quota=1)
    answer = send(owner, "make", CSV, environment="live")
    assert answer.status_code == 429
    assert "quota of 1" in answer.json()["message"]
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "file: "),
        (b"   \n ", "The file is empty."),
        (b"\xff\xfe\x00", "not UTF-8: byte 1"),
        ("instruction\nx\x00y\n", "NUL"),
        ("instruction,choices\n", "no rows"),
        ("a,a\n1,2\n", "a name of its own"),
        ("a,\n1,2\n", "a name of its own"),
        ("a\n1,2\n", "Line 2 has 2 cells"),
        ('a\n"open\n', "no CSV"),
        ("[1]", "Item 1 is no object"),
        ("[{]", "no JSON"),
        ('{"a": 1}\n{"a": }\n', "Line 2"),
        ('{"a": "\\u0000"}', "NUL"),
        ("a\n" + "1\n" * 10_001, "at most 10,000"),
        (",".join(f"c{n}" for n in range(201)) + "\n" + ",".join("1" * 201), "at most 200"),
    ],
)
def test_a_file_that_can_not_be_read_is_refused_with_where(owner, content, message):
    answer = send(owner, "check", content)
    assert answer.status_code == 400
    assert message in answer.json()["message"]


@pytest.mark.parametrize(
    "fields", [{"type": "poem"}, {"environment": "moon"}, {"once": "x"}, {"mapping": "[]"}, {"name": "n" * 201}]
)
def test_what_comes_with_the_file_is_checked_too(owner, fields):
    answer = send(owner, "make", CSV, **fields)
    assert answer.status_code == 400
    assert answer.json()["message"].startswith(next(iter(fields)))
    assert not Batch.objects.exists()


def test_a_cell_of_json_is_read_as_strictly_as_a_call(owner):
    for cell in ('["\\u0000"]', '["\\ud800"]', "[1e999]", '["a"], "instruction": ["b"]'):
        text = io.StringIO()
        csv.writer(text).writerows([["instruction", "choices"], ["Which?", cell]])
        told = send(owner, "check", text.getvalue()).json()
        assert told["wrong"] == 1, cell
        assert told["errors"][0]["column"] == "choices"


def test_metadata_takes_any_value_as_text(owner):
    content = '[{"instruction": "Which?", "choices": ["a", "b"], "size": {"w": 1}}]'
    assert send(owner, "check", content).json()["preview"][0]["metadata"] == {"size": '{"w": 1}'}


@pytest.mark.parametrize("request_type", REQUEST_TYPES.values(), ids=lambda one: one.name)
def test_the_example_of_each_type_can_be_imported(owner, request_type):
    assert send(owner, "make", json.dumps([request_type.example]), type=request_type.name).status_code == 200
    assert HeatRequest.objects.get().given == request_type.example


def test_no_column_goes_where_questions_have_nothing_to_map(owner):
    names = sheets.targets(REQUEST_TYPES["rating"])
    assert not [name for name in names if name.startswith(("gold", "staging", "metadata"))]
