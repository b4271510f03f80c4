"""The report of a run: figures that can be worked out by hand, all three formats, two runs, damaged records."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

from steppe.evaluate.figures import calibration, compare
from steppe.evaluate.report import make_report
from steppe.evaluate.report_page import to_html
from steppe.evaluate.report_text import to_markdown
from steppe_models.errors import BadInputError


def record(number: int, *, cot: bool, pot: bool, agreement: str = "differ", **more: Any) -> dict[str, Any]:
    paths = [
        {"mode": "pot", "answer": "1", "right": pot, "right_by_paper": pot, "tokens": 10},
        {"mode": "cot", "answer": "<2> & 3", "right": cot, "right_by_paper": cot, "tokens": 20},
    ]
    base = {"id": f"i-{number}", "answer": "1", "reference": "1", "right": pot, "right_by_paper": pot, "kind": "number"}
    rest = {"agreement": agreement, "paths": paths, "tokens": 30, "seconds": 2.0, "confidence": None, "level": None}
    return base | rest | more


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "run" / "gsm8k.jsonl", [record(n, cot=n % 2 == 0, pot=n < 6, level=n % 3) for n in range(8)])
    agreeing = record(9, cot=True, pot=True, agreement="agree")
    write(tmp_path / "run" / "own set.jsonl", [agreeing | {"right_by_paper": None}])
    return tmp_path / "run"


def write(path: Path, records: list[dict[str, Any]]) -> None:
    path.parent.mkdir(exist_ok=True)
    lines = [{"settings": {"model": "m", "mode": "auto", "max_tokens": 5}}, *records]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def test_figures_are_those_counted_by_hand(folder: Path) -> None:
    report = make_report(folder)
    figures = report.to_json()["sets"]["gsm8k"]
    assert (figures["items"], figures["right"], figures["accuracy"]) == (8, 6, 0.75)
    assert figures["paths"]["cot"]["right"] == 4
    assert figures["paths"]["pot"]["right"] == 6
    assert figures["either_path"]["right"] == 7  # all but number 7
    assert figures["levels"]["0"]["items"] == 3
    assert figures["agreement"]["differ"]["items"] == 8
    assert report.average == pytest.approx((0.75 + 1) / 2)
    assert report.average_by_paper is None  # one of the sets is none of the paper's


def test_page_is_whole_and_escapes_what_a_model_said(folder: Path) -> None:
    page = to_html(make_report(folder, folder))
    assert "<2>" not in page
    assert "&lt;2&gt; &amp; 3" in page
    assert "MAmmoTH-70B" in page
    assert "$" not in page
    assert "http" not in page.replace("http-equiv", "")
    body = page[page.index("<body>") : page.index("</body>") + 7]
    root = ElementTree.fromstring(body)  # our own page is well-formed, every tag closed
    assert len(list(root.iter("svg"))) >= 3


def test_command_writes_each_format(steppe, folder: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    files = [tmp_path / "out" / f"report{ending}" for ending in (".html", ".md", ".json")]
    remark = "A part of the items < all."
    done = steppe("report", str(folder), "--against", str(folder), "--remark", remark, "--output", *map(str, files))
    assert done.returncode == 0, done.stderr
    assert json.loads(files[2].read_text())["against"]["gsm8k"]["both_right"] == 6
    assert "| GSM8K | 8 | 75.0 |" in files[1].read_text()
    assert files[0].read_text().startswith("<!doctype html>")
    assert "A part of the items &lt; all." in files[0].read_text()
    assert f"**{remark}**" in files[1].read_text()
    assert json.loads(files[2].read_text())["remark"] == remark
    refused = steppe("report", str(folder), "--output", str(tmp_path / "x.pdf"))
    assert refused.returncode == 2
    assert ".html" in refused.stderr


def test_two_runs_are_compared_item_by_item() -> None:
    first = [record(n, cot=True, pot=n < 7) for n in range(8)]
    second = [record(n, cot=True, pot=n == 7) for n in range(1, 9)]
    found = compare(first, second)
    assert (found.items, found.both) == (7, 0)
    assert (len(found.only_first), found.only_second) == (6, ("i-7",))
    assert found.p_value == pytest.approx(2 * (1 + 7) / 2**7)


def test_calibration_error_is_the_weighted_gap() -> None:
    sure = [record(n, cot=True, pot=n < 9, confidence=0.95) for n in range(10)]
    unsure = [record(n, cot=True, pot=n < 4, confidence=0.45) for n in range(10)]
    found = calibration([*sure, *unsure, record(1, cot=True, pot=True)])
    assert found.items == 20
    assert found.error == pytest.approx((10 * 0.05 + 10 * 0.05) / 20)


def test_damage_and_nothing_are_sentences(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="no records"):
        make_report(tmp_path / "nowhere")
    path = folder / "gsm8k.jsonl"
    whole = path.read_text()
    path.write_text(whole + '{"id": "cut')
    assert make_report(folder).sets[0].score.items == 8
    path.write_text(whole.replace('{"id": "i-3"', '{"id" "i-3"'))
    with pytest.raises(BadInputError, match=r"gsm8k\.jsonl, line 5, is damaged"):
        make_report(folder)


def test_a_path_that_ran_on_a_part_of_the_items_has_no_share_of_its_own(tmp_path: Path) -> None:
    whole = [record(n, cot=False, pot=n < 3) for n in range(2)]
    alone = [each | {"paths": each["paths"][:1]} for each in (record(n, cot=False, pot=n < 3) for n in range(2, 4))]
    write(tmp_path / "run" / "gsm8k.jsonl", [*whole, *alone])
    report = make_report(tmp_path / "run")
    for told in (to_html(report), to_markdown(report)):
        assert "right of those: cot in GSM8K: 0 of 2." in told
        assert "pot in GSM8K" not in told
    assert "| set | pot % | either % |" in to_markdown(report)


def path(mode: str, answer: str | None, status: str | None, *, right: bool) -> dict[str, Any]:
    return {"mode": mode, "answer": answer, "status": status, "right": right, "right_by_paper": right, "tokens": 10}


def test_the_hybrid_rule_is_read_from_both_paths(tmp_path: Path) -> None:
    prose = path("cot", "1", None, right=True)
    cases = [  # only a program that failed is followed by prose
        ("number", path("pot", "2", "ok", right=False)),
        ("number", path("pot", None, "error", right=False)),  # followed: right
        ("number", path("pot", "1", "ok", right=True) | {"repairs": 1}),  # followed, since nothing is corrected: right
        ("number", path("pot", "2", "ok", right=False) | {"repairs": 1}),  # followed: right
        ("choice", path("pot", None, "ok", right=False)),
        ("choice", path("pot", None, "ok", right=False) | {"printed": False}),  # followed: right
        ("choice", path("pot", None, "timeout", right=False)),  # followed: right
        ("choice", path("pot", "A", "ok", right=True)),  # right
    ]
    records = [record(n, cot=True, pot=True, kind=kind, paths=[pot, prose]) for n, (kind, pot) in enumerate(cases)]
    write(tmp_path / "run" / "gsm8k.jsonl", records)
    figures = make_report(tmp_path / "run").to_json()["sets"]["gsm8k"]
    assert (figures["paths"]["hybrid rule"]["right"], figures["paths"]["hybrid rule"]["items"]) == (6, 8)
    told = to_markdown(make_report(tmp_path / "run"))
    assert "| set | cot % | pot % | hybrid rule % | either % |" in told
    assert "| **average** | 100.0 | 25.0 | 75.0 | 100.0 |" in told
    write(tmp_path / "run" / "gsm8k.jsonl", [*records, record(9, cot=True, pot=True, paths=[prose])])
    assert "hybrid rule" not in to_markdown(make_report(tmp_path / "run"))


def test_what_is_no_run_of_items_is_refused(folder: Path, tmp_path: Path) -> None:
    write(tmp_path / "paths" / "own.jsonl", [{"id": "i-1", "path": "cot", "right": True}])  # as run_paths.py keeps them
    with pytest.raises(BadInputError, match="holds no records of an evaluation"):
        make_report(tmp_path / "paths")
    with pytest.raises(BadInputError, match="no records of gsm9k in"):
        make_report(folder, only=["gsm8k", "gsm9k"])


def test_ids_are_escaped_and_several_quantities_are_explained(tmp_path: Path) -> None:
    records = [record(1, cot=True, pot=False, among=True) | {"id": "<b>x&y"}]
    write(tmp_path / "run" / "simuleq.jsonl", records)
    page = to_html(make_report(tmp_path / "run"))
    assert "<b>x&y" not in page
    assert "&lt;b&gt;x&amp;y" in page
    assert "it was among those given in SimulEq: 1 of 1." in page


def test_a_line_separator_within_a_string_ends_no_line(tmp_path: Path) -> None:
    write(tmp_path / "run" / "gsm8k.jsonl", [record(1, cot=True, pot=True)])
    path = tmp_path / "run" / "gsm8k.jsonl"
    path.write_text(path.read_text().replace("<2> & 3", "2\u2028\u0085\u20293"), encoding="utf-8")
    assert make_report(tmp_path / "run").sets[0].score.items == 1
