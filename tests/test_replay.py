"""`manage.py replay`: what a `confidence` would have cost on recorded answers."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

# Three workers who are always right, one who never is; each question has a pair of labels of its own kind.
WORKERS = {"ann": True, "bob": True, "cyd": True, "dan": False}


@pytest.fixture
def crowd(tmp_path):
    answers, truth = ["question,worker,answer"], ["question,truth"]
    for number in range(40):
        right, wrong = ("yes", "no") if number % 2 else ("no", "yes")
        truth.append(f"q{number},{right}")
        answers += [f"q{number},{name},{right if good else wrong}" for name, good in WORKERS.items()]
    (tmp_path / "answers.csv").write_text("\n".join(answers))
    (tmp_path / "truth.csv").write_text("\n".join(truth))
    return tmp_path


def replayed(crowd, **options):
    out = StringIO()
    call_command("replay", crowd / "answers.csv", crowd / "truth.csv", json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def test_a_majority_of_one_is_the_first_answer_and_three_of_four_are_right(crowd):
    figures = replayed(crowd, min_agreements=1, max_crunchers=1, shuffles=50)
    assert figures["answers_per_question"] == 1
    assert figures["accuracy"] == pytest.approx(0.75, abs=0.03)


def test_a_majority_of_two_of_three_of_such_a_crowd_is_always_right(crowd):
    figures = replayed(crowd, min_agreements=2, max_crunchers=3, shuffles=5)
    assert figures["accuracy"] == 1
    assert 2 < figures["answers_per_question"] < 3
    assert figures["without_agreement"] == 0


def test_three_of_three_leaves_questions_without_agreement(crowd):
    assert replayed(crowd, min_agreements=3, max_crunchers=3, shuffles=5)["without_agreement"] > 0.5


def test_adaptive_learns_who_is_right_and_asks_fewer_the_surer_it_must_not_be(crowd):
    sure = replayed(crowd, strategy="adaptive", target=0.99, shuffles=5)
    less = replayed(crowd, strategy="adaptive", target=0.8, shuffles=5)
    assert less["answers_per_question"] < sure["answers_per_question"]
    assert sure["accuracy"] > 0.9


def test_the_same_seed_gives_the_same_figures(crowd):
    assert replayed(crowd, seed=7, shuffles=2) == replayed(crowd, seed=7, shuffles=2)
    assert replayed(crowd, seed=7, shuffles=2) != replayed(crowd, seed=8, shuffles=2)


def test_it_prints_a_table_for_people(crowd):
    out = StringIO()
    call_command("replay", crowd / "answers.csv", crowd / "truth.csv", stdout=out)
    assert "answers per question" in out.getvalue()


@pytest.mark.parametrize(
    ("text", "said"),
    [("question,answer\nq,yes", "worker"), ("", "answers.csv"), ("question,worker,answer\n", "holds no answers")],
)
def test_a_file_that_does_not_serve_is_refused_by_what_is_wrong(crowd, text, said):
    (crowd / "answers.csv").write_text(text)
    with pytest.raises(CommandError, match=said):
        replayed(crowd)


@pytest.mark.parametrize("options", [{"target": 0.9}, {"min_agreements": 4, "max_crunchers": 3}, {"shuffles": 0}])
def test_options_that_make_no_sense_are_refused_by_their_name(crowd, options):
    with pytest.raises(CommandError, match=f"--{next(iter(options)).replace('_', '-')}"):
        replayed(crowd, **options)
