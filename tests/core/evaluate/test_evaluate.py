"""Evaluation on a small set of the test's own, with the real small model; figures, resuming, bad data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from steppe.check import extract
from steppe.cli.evaluate import _limits
from steppe.evaluate.figures import figures_of
from steppe.evaluate.grade import is_among_for, is_right, is_right_for
from steppe.evaluate.items import Item, choose, in_turn, read_set
from steppe.evaluate.records import RecordFile, score
from steppe_models.errors import BadInputError

SMALL = "smollm2-135m-instruct"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    items = [
        {"id": f"tiny-{number}", "question": f"What is {number} + 1?", "choices": None, "answer": str(number + 1)}
        for number in range(6)
    ]
    items.append({"id": "tiny-6", "question": "Which is even?", "choices": ["3", "4"], "answer": "B"})
    (tmp_path / "tiny.jsonl").write_text("".join(json.dumps(item) + "\n" for item in items))
    return tmp_path


def test_run_is_resumed_without_repeating_an_item(steppe, data: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    common = ("evaluate", "tiny", "--data", str(data), "--output", str(tmp_path / "out"), "--model", SMALL)
    common = (*common, "--mode", "cot", "--max-tokens", "12", "--json")
    first = steppe(*common, "--limit", "2")
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout.splitlines()[-1])["sets"]["tiny"]["items"] == 2
    path = tmp_path / "out" / "tiny.jsonl"
    with path.open("a") as file:
        file.write('{"id": "tiny-5", "answ')  # what a kill leaves
    again = steppe(*common, "--limit", "4", "--resume")
    assert again.returncode == 0, again.stderr
    lines = [json.loads(line) for line in again.stdout.splitlines()]
    assert [line["event"] for line in lines[:-1]] == ["item", "item"]
    figures = lines[-1]["sets"]["tiny"]
    assert figures["items"] == 4
    assert {"right", "accuracy", "interval", "tokens", "seconds"} <= set(figures)
    ids = [json.loads(line).get("id") for line in path.read_text().splitlines()[1:]]
    assert len(ids) == len(set(ids)) == 4
    assert "What is" not in path.read_text()
    refused = steppe(*common, "--limit", "4")
    assert refused.returncode == 2
    assert "--resume" in refused.stderr
    other = steppe(*common[:-3], "--max-tokens", "13", "--json", "--limit", "4", "--resume")
    assert other.returncode == 2
    assert "other settings" in other.stderr


def test_limit_of_nothing_is_refused(steppe, data: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for limit in ("0", "-1", "many", "2,other=3", "tiny="):
        done = steppe("evaluate", "tiny", "--data", str(data), "--output", str(tmp_path / "out"), f"--limit={limit}")
        assert done.returncode == 2
        assert "--limit" in done.stderr
    assert not (tmp_path / "out").exists()


def test_sets_may_have_limits_of_their_own_and_are_taken_by_share() -> None:
    assert _limits("20,gsm8k=100", ["gsm8k", "svamp"]) == {"gsm8k": 100, "svamp": 20}
    assert _limits("gsm8k=5", ["gsm8k", "svamp"]) == {"gsm8k": 5, "svamp": None}
    assert _limits("", ["svamp"]) == {"svamp": None}
    long, short = ([Item(f"{name}{n}", "", (), "") for n in range(count)] for name, count in (("l", 6), ("s", 2)))
    order = [item.id for item in in_turn([long, short])]
    assert order == ["l0", "l1", "s0", "l2", "l3", "l4", "s1", "l5"]


def test_one_at_a_time_and_many_at_once_contradict_each_other(steppe, data: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    out = tmp_path / "out"
    done = steppe("evaluate", "tiny", "--data", str(data), "--output", str(out), "--repeatable", "--parallel", "4")
    assert done.returncode == 2
    assert "--repeatable" in done.stderr
    assert not out.exists()


def test_algebra_alone_is_refused_before_anything_is_written(steppe, data: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    out = tmp_path / "out"
    done = steppe("evaluate", "tiny", "--data", str(data), "--output", str(out), "--model", SMALL, "--mode", "algebra")
    assert done.returncode == 2
    assert "--mode auto" in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()


def test_the_papers_protocol_is_hybrid_and_graded_both_ways(steppe, data: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (data / "svamp.jsonl").write_text((data / "tiny.jsonl").read_text())
    common = ("evaluate", "svamp", "--data", str(data), "--output", str(tmp_path / "out"), "--model", SMALL)
    contradicted = steppe(*common, "--protocol", "paper", "--mode", "cot")
    assert contradicted.returncode == 2
    assert "hybrid" in contradicted.stderr
    as_paper = steppe(
        *common[:-4], "--output", str(tmp_path / "paper"), *common[-2:], "--protocol", "paper", "--limit", "1"
    )
    assert as_paper.returncode == 0, as_paper.stderr
    settings = json.loads((tmp_path / "paper" / "svamp.jsonl").read_text().splitlines()[0])["settings"]
    assert (settings["mode"], settings["max_tokens"], settings["temperature"]) == ("hybrid", 1500, 0.0)
    done = steppe(*common, "--mode", "cot", "--max-tokens", "12", "--limit", "1", "--json")
    assert done.returncode == 0, done.stderr
    record = json.loads((tmp_path / "out" / "svamp.jsonl").read_text().splitlines()[1])
    assert record["right_by_paper"] in (True, False)
    assert record["paths"][0].keys() >= {"mode", "answer", "right", "right_by_paper", "steps", "tokens"}
    assert not record["paths"][0].keys() & {"text", "program", "output"}


def test_no_item_is_begun_after_its_minutes(steppe, data: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    common = ("evaluate", "tiny", "--data", str(data), "--output", str(tmp_path / "out"), "--model", SMALL)
    common = (*common, "--mode", "cot", "--max-tokens", "8", "--parallel", "1")
    done = steppe(*common, "--minutes", "0.0001")  # the first is begun: it takes longer than that
    assert done.returncode == 0, done.stderr
    kept = len((tmp_path / "out" / "tiny.jsonl").read_text().splitlines()) - 1
    assert kept < 7
    assert f"{7 - kept} items are left: go on with --resume." in done.stderr
    again = steppe(*common, "--resume")
    assert again.returncode == 0, again.stderr
    assert "are left" not in again.stderr
    assert len((tmp_path / "out" / "tiny.jsonl").read_text().splitlines()) == 8
    refused = steppe(*common, "--resume", "--minutes", "0")
    assert refused.returncode == 2
    assert "--minutes" in refused.stderr


def test_larger_sample_contains_the_smaller(data: Path) -> None:
    items = read_set(data, "tiny")
    small, large = choose(items, 3, 7), choose(items, 5, 7)
    assert {item.id for item in small} <= {item.id for item in large}
    assert len(choose(items, None, 0)) == 7


def test_unknown_set_names_those_that_are_there(data: Path) -> None:
    with pytest.raises(BadInputError, match=r"no set 'gsm'.*tiny"):
        read_set(data, "gsm")


def test_bad_line_is_named(data: Path) -> None:
    with (data / "tiny.jsonl").open("a") as file:
        file.write('{"id": 1}\n')
    with pytest.raises(BadInputError, match="line 8"):
        read_set(data, "tiny")


@pytest.mark.parametrize(
    ("answer", "reference", "right"),
    [
        ("18", "18", True),
        ("18.0", "18", True),
        ("18.4", "18", False),
        ("0.6666666666666666", "0.6667", True),
        ("0.67", "0.6667", False),
        ("2/3", "0.6667", True),
        ("2.3", "2.2857142857", False),
        ("2.2857", "2.2857142857", True),
        ("0.30000000000000004", "0.3", True),
        ("1,200", "1200", True),
    ],
)
def test_grading_asks_for_the_digits_of_the_reference(answer: str, reference: str, right: bool) -> None:
    assert is_right(extract.read(answer), extract.read(reference), None) is right


def test_ids_are_unique_and_a_line_separator_ends_no_item(data: Path) -> None:
    odd = {"id": "own", "question": "One\u2028two\u2029three\u0085four?", "answer": "1"}
    (data / "odd.jsonl").write_text(json.dumps(odd, ensure_ascii=False) + "\n", encoding="utf-8")
    assert read_set(data, "odd")[0].question == odd["question"]
    (data / "odd.jsonl").write_text(2 * (json.dumps(odd) + "\n"), encoding="utf-8")
    with pytest.raises(BadInputError, match="has the id own twice"):
        read_set(data, "odd")


def test_damaged_records_are_named_and_a_file_without_a_line_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    for begun in (b"", b'{"settings": {"mo'):  # a kill, or a full disk, before the first line was whole
        path.write_bytes(begun)
        assert RecordFile(path, {"mode": "cot"}).load(resume=bool(begun)) == {}
        assert path.read_text() == '{"settings": {"mode": "cot"}}\n'
    with path.open("a") as file:
        file.write('{"id": "a"\n{"id": "b"}\n{"id": "c')
    with pytest.raises(BadInputError, match=r"set\.jsonl, line 2, is damaged"):
        RecordFile(path, {"mode": "cot"}).load(resume=True)
    path.write_text(path.read_text().replace('{"id": "a"\n', ""))
    assert list(RecordFile(path, {"mode": "cot"}).load(resume=True)) == ["b"]
    assert path.read_text().endswith('{"id": "b"}\n')


@pytest.mark.parametrize("words", [20000, 9000])  # more than any problem may have; more than this model can read
def test_an_item_that_cannot_be_solved_is_named_and_can_be_left_out(steppe, data: Path, tmp_path: Path, words) -> None:  # type: ignore[no-untyped-def]
    items = [
        {"id": "long-1", "question": "7 " * words, "answer": "1"},
        {"id": "short-1", "question": "1+1?", "answer": "2"},
    ]
    (data / "long.jsonl").write_text("".join(json.dumps(item) + "\n" for item in items))
    common = ("evaluate", "long", "--data", str(data), "--output", str(tmp_path / "out"), "--model", SMALL)
    common = (*common, "--mode", "cot", "--max-tokens", "8", "--parallel", "1")
    done = steppe(*common)
    assert done.returncode == 2
    assert "Item long-1 of long: The problem is too long" in done.stderr
    line = '{"id": "long-1"}'
    assert f"write the line {line} into a file for --leave-out" in done.stderr
    (tmp_path / "left_out").write_text(line)  # without a newline: written by hand
    again = steppe(*common, "--resume", "--leave-out", str(tmp_path / "left_out"))
    assert again.returncode == 0, again.stderr
    assert len((tmp_path / "out" / "long.jsonl").read_text().splitlines()) == 2


def test_wilson_interval() -> None:
    record = {"agreement": "agree", "right": True, "tokens": 5, "seconds": 1.0, "answer": "1"}
    figures = score([record] * 8 + [record | {"right": False, "agreement": "differ"}] * 2)
    assert (figures.right, figures.agreed, figures.agreed_right) == (8, 8, 8)
    assert figures.interval == pytest.approx((0.4902, 0.9433), abs=1e-4)


def test_records_of_a_full_disk_are_not_lost_in_silence(tmp_path: Path) -> None:
    file = RecordFile(Path("/dev/full"), {})
    with pytest.raises(OSError, match="No space"):
        file.add({"id": "x"})


def test_items_of_other_runs_are_left_out_and_sets_are_taken_in_turn(steppe, data: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (data / "more.jsonl").write_text((data / "tiny.jsonl").read_text().replace("tiny-", "more-"))
    others = tmp_path / "others.jsonl"
    others.write_text('{"settings": {}}\n' + "".join(f'{{"id": "tiny-{number}"}}\n' for number in range(5)))
    common = ("evaluate", "more", "tiny", "--data", str(data), "--output", str(tmp_path / "out"), "--model", SMALL)
    common = (*common, "--mode", "cot", "--max-tokens", "8", "--json", "--parallel", "1")
    done = steppe(*common, "--leave-out", str(others), "--limit", "2")
    assert done.returncode == 0, done.stderr
    order = [json.loads(line)["id"] for line in done.stdout.splitlines()[:-1]]
    assert [each[:4] for each in order] == ["more", "tiny", "more", "tiny"]
    assert set(order[1::2]) == {"tiny-5", "tiny-6"}
    for name, ids in (("more", order[::2]), ("tiny", order[1::2])):
        lines = (tmp_path / "out" / f"{name}.jsonl").read_text().splitlines()[1:]
        assert [json.loads(line)["id"] for line in lines] == ids
    others.write_text('{"settings": {}}\n')
    refused = steppe(*common, "--leave-out", str(others))
    assert refused.returncode == 2
    assert "names no ids" in refused.stderr


@pytest.mark.parametrize(
    ("answer", "first", "among"),
    [
        ("30, 34", True, True),
        ("x = 30 and y = 4", True, True),
        ("(30, 4)", True, True),
        ("30 pounds", True, True),
        ("34, 30", False, True),
        ("34 adults and 30 children", False, True),
        ("34", False, False),
        ("34, 31", False, False),
    ],
)
def test_a_reference_that_is_the_first_of_several_quantities(answer: str, first: bool, among: bool) -> None:
    item = Item("own-1", "How many of each?", (), "30", "simuleq")
    assert is_right_for(item, extract.read(answer), None) is first
    assert is_among_for(item, extract.read(answer), None) is among


def test_everywhere_else_the_whole_answer_counts() -> None:
    item = Item("own-1", "What are the roots?", (), "30", "math")
    assert not is_right_for(item, extract.read("30, 34"), None)
    assert is_among_for(item, extract.read("30, 34"), None) is None
    assert not is_right_for(item, None, None)


def test_algebra_comes_first_in_auto_and_is_graded_both_ways(steppe, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    item = {"id": "own-1", "question": "Solve 3*x + 4 = 25 for x.", "choices": None, "answer": "7"}
    (tmp_path / "mathematics.jsonl").write_text(json.dumps(item) + "\n")
    common = ("evaluate", "mathematics", "--data", str(tmp_path), "--model", SMALL, "--max-tokens", "8", "--json")
    done = steppe(*common, "--output", str(tmp_path / "out"), "--mode", "auto")
    assert done.returncode == 0, done.stderr
    record = json.loads((tmp_path / "out" / "mathematics.jsonl").read_text().splitlines()[1])
    assert (record["by"], record["right"], record["right_by_paper"], record["tokens"]) == ("algebra", True, True, 0)
    figures = figures_of("mathematics", [record])
    assert [(each.name, each.right) for each in figures.paths] == [("algebra", 1)]
    assert figures.either.right == 1
    other = steppe(*common, "--output", str(tmp_path / "other"), "--mode", "cot")
    assert other.returncode == 0, other.stderr
    record = json.loads((tmp_path / "other" / "mathematics.jsonl").read_text().splitlines()[1])
    assert "by" not in record
    assert record["paths"]
