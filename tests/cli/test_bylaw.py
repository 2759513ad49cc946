"""``sonae bylaw …``: outline, explanation, check, duties, parameters, stories, versions, and how they end."""

from __future__ import annotations

import csv
import io
import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from sonae.bylaw import load_story, stated, stories
from tests.cli.conftest import Ran
from tests.cli.test_commands import one_sentence

pytestmark = pytest.mark.slow

Sonae = Callable[..., Ran]
BARE = {
    "id": "made-up", "name_ja": "架空の案件", "name_en": "a fictional case", "fictional": True, "classification": "public",
    "project": {"name": "架空", "resource": "oil", "businesses": ["exploration"], "place": "overseas"},
}  # fmt: skip


def told(name: str, steps: int) -> tuple[dict[str, Any], str]:
    """The case of a story after so many steps, and the day of the last."""
    story, file = load_story(name)
    tree = dict(story.case)
    for step in story.steps[:steps]:
        tree = stated(tree, step.sets, step.adds, file)
    return tree, str(story.steps[steps - 1].on)


def written(folder: Path, tree: object, name: str = "case.yaml") -> Path:
    path = folder / name
    path.write_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


# check


@pytest.mark.parametrize(
    ("name", "steps", "code"),
    [
        ("oil-from-application-to-sale", 22, 0),
        ("oil-from-application-to-sale", 1, 3),  # open
        ("gas-and-lng-from-borrowings", 7, 3),  # a gap
        ("exploration-failure", 10, 1),  # a drawdown refused, and more
    ],
)
def test_a_check_ends_as_the_worst_of_the_case(sonae: Sonae, tmp_path: Path, name: str, steps: int, code: int) -> None:
    tree, day = told(name, steps)
    ran = sonae("bylaw", "check", written(tmp_path, tree), "--as-of", day)
    assert (ran.code, ran.err) == (code, "")
    marks = {line.split("  ")[0].strip() for line in ran.out.splitlines() if line[:1] in "○×？∅"}
    assert ("× 不可" in marks) is (code == 1)
    assert ("？ 未定" in marks or "∅ 定めなし" in marks) is (code == 3)


def test_a_check_shows_reason_provision_and_what_is_missing_in_either_language(sonae: Sonae, tmp_path: Path) -> None:
    tree, day = told("oil-from-application-to-sale", 8)
    path = written(tmp_path, tree)
    english = sonae("bylaw", "check", path, "--as-of", day, "--language", "en").out
    assert (
        "○ yes    plan.in_order [management.plans.1]\n         approved on 2023-12-20, in time for 2023-12-31.\n"
        in english
    )
    assert "         art. 11, para. 1\n" in english
    japanese = sonae("bylaw", "check", path, "--as-of", "2023-12-15").out
    assert (
        "         承認を待つ。期限は2023-12-31。\n         第11条第1項  ← management.plans.1.approved_on\n" in japanese
    )
    for fictional, ja, en in (
        (True, "架空の案件", "a made-up case"),
        (False, "公開の案件", "a case that may be public"),
    ):
        bare = written(tmp_path, {**BARE, "fictional": fictional})
        assert sonae("bylaw", "check", bare, "--as-of", day).out.splitlines()[0] == ja
        assert sonae("bylaw", "check", bare, "--as-of", day, "--language", "en").out.splitlines()[0] == en


def test_json_holds_facts_used_what_is_missing_and_citations(sonae: Sonae, tmp_path: Path) -> None:
    tree, day = told("oil-from-application-to-sale", 7)
    ran = sonae("bylaw", "check", written(tmp_path, tree), "--as-of", day, "--format", "json")
    document = json.loads(ran.out)
    assert (document["case"], document["as_of"], document["version"]) == ("hinokuma-oil", day, "2023-04-01")
    assert document["exit"] == ran.code == 3
    by_question = {row["question"]: row for row in document["findings"]}
    plan = by_question["plan.in_order [management.plans.1]"]
    assert plan["outcome"] == "open"
    assert plan["missing"] == ["management.plans.1.approved_on"]
    assert plan["facts_used"]["project.year_begins"] == "01-01"
    assert plan["facts_used"]["management.plans.1.approved_on"] == "not_yet"
    assert {"provision": "a11.p1", "ja": "第11条第1項", "en": "art. 11, para. 1", "version": "2023-04-01"} in plan[
        "citations"
    ]
    agreement = by_question["agreement.in_order"]
    assert next(part["question"] for part in agreement["parts"]) == "agreement.before_first_drawdown"
    assert agreement["because_ja"].startswith("出資基本契約は定めどおり")
    assert agreement["because_en"].startswith("the master agreement is made")


def test_csv_has_one_row_a_finding(sonae: Sonae, tmp_path: Path) -> None:
    tree, day = told("oil-from-application-to-sale", 22)
    path = written(tmp_path, tree)
    rows = list(csv.DictReader(io.StringIO(sonae("bylaw", "check", path, "--as-of", day, "--format", "csv").out)))
    document = json.loads(sonae("bylaw", "check", path, "--as-of", day, "--format", "json").out)
    assert [row["question"] for row in rows] == [row["question"] for row in document["findings"]]
    assert json.loads(rows[0]["citations"])[0]["provision"] == "a1.p1"


def test_a_case_outside_the_bylaw_is_asked_nothing_more(sonae: Sonae, tmp_path: Path) -> None:
    tree = BARE | {"project": BARE["project"] | {"resource": "metal"}}  # type: ignore[operator]
    ran = sonae("bylaw", "check", written(tmp_path, tree), "--as-of", "2026-04-01", "--format", "json")
    (finding,) = json.loads(ran.out)["findings"]
    assert (ran.code, finding["question"], finding["outcome"]) == (3, "scope.governed", "gap")


# Secrecy


@pytest.mark.parametrize("label", ["secret", "internal"])
@pytest.mark.parametrize("words", [("check",), ("duties",), ("diff", "--from", "2022-11-14", "--to", "2023-04-01")])
def test_a_case_that_is_not_public_is_not_shown_on_a_screen(
    sonae: Sonae, tmp_path: Path, label: str, words: tuple[str, ...]
) -> None:
    path = written(tmp_path, BARE | {"classification": label})
    command, *rest = words
    day = [] if command == "diff" else ["--as-of", "2026-04-01"]
    ran = sonae("bylaw", command, path, *rest, *day)
    assert (ran.code, ran.out) == (2, "")
    assert f"the result is {label.upper()}" in one_sentence(ran)
    out = tmp_path / "found.txt"
    ran = sonae("bylaw", command, path, *rest, *day, "--out", out)
    assert ran.code in (0, 3)
    assert ran.out == ""
    assert "SECRET: keep it so." in ran.err
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert out.read_text("utf-8").startswith("SECRET 秘")


def test_a_secret_story_is_not_shown_on_a_screen(sonae: Sonae, tmp_path: Path) -> None:
    step = {"on": "2026-04-01", "ja": "架空", "en": "fictional", "expect": {"scope.governed": "yes"}}
    case = BARE | {"classification": "secret"}
    path = written(tmp_path, {"id": "made-up", "ja": "架空", "en": "fictional", "case": case, "steps": [step]})
    assert "the result is SECRET" in one_sentence(sonae("bylaw", "story", path))


# Bad input


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        (BARE | {"moon": 1}, "field «moon»"),
        ({name: value for name, value in BARE.items() if name != "fictional"}, "field «fictional»: the field is missing"),
        (BARE | {"id": "Made Up"}, "field «id»"),
        (BARE | {"project": {"name": "x", "resource": "oyl"}}, "field «project.resource»"),
        (BARE | {"parameters": {"evaluation_years": "x"}}, "nearest valid: evaluation_year"),
        (BARE | {"management": {"plans": [{"year": 2026}, {"year": 2026}]}}, "plan of the year beginning in «2026» stands twice"),
        (
            BARE
            | {
                "investee": {
                    "name": "a", "incorporated": True,
                    "parties": [{"name": "b", "kind": "japanese_corporation"}, {"name": "c", "kind": "japanese_corporation"}],
                    "holdings": [
                        {"holder": "b", "company": "a", "votes": 1}, {"holder": "c", "company": "b", "votes": 1},
                        {"holder": "b", "company": "c", "votes": 1},
                    ],
                }
            },
            "companies hold each other in a circle: b → c → b",
        ),
        (
            BARE | {"judgements": [{"point": "x", "holds": True, "by": "A", "on": "2026-04-01", "reason": "r"}]},
            "field «judgements.1.evidence»: the field is missing",
        ),
        (["a list"], "the file holds no parameters"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", ["check", "duties"])
def test_a_bad_case_is_refused_in_a_sentence(
    sonae: Sonae, tmp_path: Path, command: str, tree: object, said: str
) -> None:
    ran = sonae("bylaw", command, written(tmp_path, tree), "--as-of", "2026-04-01")
    sentence = one_sentence(ran)
    assert "case.yaml" in sentence or "parameter of the bylaw" in sentence
    assert said in sentence


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check", "CASE", "--as-of", "yesterday"), "«yesterday» is no day"),
        (("check", "CASE", "--as-of", "2004-09-14"), "was not in force on 2004-09-14"),
        (("check", "CASE", "--as-of", "2026-04-01", "--language", "fr"), "unknown language «fr»"),
        (("check", "missing.yaml", "--as-of", "2026-04-01"), "missing.yaml"),
        (("check", "CASE", "--as-of", "2026-04-01", "--format", "parquet"), "parquet is not text"),
        (("duties", "CASE", "--as-of", "2026-04-01", "--until", "2026-03-31"), "before 2026-04-01"),
        (("duties", "CASE", "--as-of", "2026-04-01", "--until", "soon"), "«soon» is no day"),
        (("duties", "CASE", "--as-of", "2004-09-14"), "was not in force on 2004-09-14"),
        (
            ("duties", "CASE", "--as-of", "2023-03-31"),
            "the text of the version of 2022-11-14 is not in hand; expected 2023-04-01",
        ),
        (("check", "CASE", "--as-of", "2201-01-01"), "looked at on 2201-01-01; expected a day of 2200 or before"),
        (("duties", "CASE", "--as-of", "9999-12-31"), "expected a day of 2200 or before"),
        (("check", "CASE", "--as-of", "2026-04-01", "--out", "CASE"), "field «--out»: "),
        (("duties", "CASE", "--as-of", "2026-04-01", "--out", "CASE"), "is the file that is read"),
        (("diff", "CASE", "--from", "2022-11-14", "--to", "2023-04-01", "--out", "CASE"), "is the file that is read"),
        (("story", "CASE", "--out", "CASE"), "is the file that is read"),
        (("diff", "CASE", "--from", "2022-11-14", "--to", "2023-04-01", "--language", "fr"), "unknown language «fr»"),
        (("diff", "CASE", "--from", "2004-01-01", "--to", "2023-04-01"), "was not in force on 2004-01-01"),
        (("diff", "CASE", "--from", "2023-04-01", "--to", "x"), "field «--to»"),
        (("explain", "a4.p9"), "unknown provision of 石油等出資細則 «a4.p9»"),
        (("outline", "a99"), "unknown provision"),
        (("story", "oil-from-aplication-to-sale"), "nearest valid: oil-from-application-to-sale"),
        (("story", "missing.yaml"), "missing.yaml"),
        (("parameters", "--language", "de"), "unknown language «de»"),
    ],
)
def test_bad_words_are_refused_in_a_sentence(sonae: Sonae, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    path = written(tmp_path, BARE)
    assert said in one_sentence(sonae("bylaw", *(str(path) if word == "CASE" else word for word in words)))


def test_an_answer_is_not_written_over_what_it_is_an_answer_to(sonae: Sonae, tmp_path: Path) -> None:
    path, link = written(tmp_path, BARE), tmp_path / "link.yaml"
    supplied = written(
        tmp_path, {"equity.limit": {"reference": "made up", "values": {"2024-04-01": 0.5}}}, "agency.yaml"
    )
    link.symlink_to(path)
    before = path.read_bytes(), supplied.read_bytes()
    for out in (path, link, supplied):
        words = ("check", path, "--as-of", "2026-04-01", "--parameters", supplied, "--out", out)
        assert "would be written over" in one_sentence(sonae("bylaw", *words))
    assert (path.read_bytes(), supplied.read_bytes()) == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["agency.yaml", "case.yaml", "link.yaml"]


# Stories


def test_stories_are_listed(sonae: Sonae) -> None:
    ran = sonae("bylaw", "story", "--format", "json")
    assert [row["story"] for row in json.loads(ran.out)] == list(stories())
    assert "a fictional oil project" in sonae("bylaw", "story", "--language", "en").out


def test_a_story_runs_with_every_step_cited(sonae: Sonae) -> None:
    ran = sonae("bylaw", "story", "oil-from-application-to-sale", "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    steps = json.loads(ran.out)["steps"]
    assert len(steps) == 22
    assert all(step["findings"] and not step["wrong"] for step in steps)
    assert all(finding["citations"] for step in steps for finding in step["findings"])
    table = sonae("bylaw", "story", "oil-from-application-to-sale", "--language", "en").out
    assert "2023-08-23  adopted on day 42" in table
    assert "NOT AS EXPECTED" not in table


def test_a_story_that_comes_out_otherwise_ends_with_1(sonae: Sonae, tmp_path: Path) -> None:
    step = {
        "on": "2026-04-01",
        "ja": "架空",
        "en": "fictional",
        "expect": {"scope.governed": {"outcome": "no", "cites": ["a1.p1"]}},
    }
    path = written(tmp_path, {"id": "made-up", "ja": "架空", "en": "fictional", "case": BARE, "steps": [step]})
    ran = sonae("bylaw", "story", path)
    assert (ran.code, ran.err) == (1, "")
    assert "  NOT AS EXPECTED: 2026-04-01, scope.governed: expected no, found yes" in ran.out


# Versions


def test_diff_says_what_another_version_finds_and_that_no_clause_says_which_governs(
    sonae: Sonae, tmp_path: Path
) -> None:
    path = written(tmp_path, BARE)
    ran = sonae(
        "bylaw", "diff", path, "--from", "2022-11-14", "--to", "2023-04-01", "--as-of", "2026-04-01", "--format", "json"
    )
    document = json.loads(ran.out)
    assert ran.code == 0
    assert (document["from"], document["to"], document["as_of"]) == ("2022-11-14", "2023-04-01", "2026-04-01")
    assert document["governs"].startswith("not ruled")
    scope = next(change for change in document["changes"] if change["question"] == "scope.governed")
    assert scope["before"]["missing"] == ["text of 2022-11-14"]
    assert scope["after"]["outcome"] == "yes"
    versions = ("bylaw", "diff", path, "--from", "2022-11-14", "--to", "2023-04-01")
    table = sonae(*versions, "--language", "en").out
    assert "which version governs an older case is not ruled" in table
    assert "  ？ open  the text of the version of 2022-11-14 is not in hand\n  ○ yes  all businesses" in table
    japanese = sonae(*versions).out
    assert "どちらの版が適用されるかは定めがない" in japanese
    assert "  ？ 未定  2022-11-14版の条文は手元にない。\n  ○ 可  " in japanese
    same = sonae("bylaw", "diff", path, "--from", "2023-04-01", "--to", "2023-05-01", "--language", "en").out
    assert "2023-04-01 → 2023-04-01: 0 questions answered otherwise" in same


# Duties and parameters


def test_duties_say_what_when_by_whom_and_under_which_provision(sonae: Sonae, tmp_path: Path) -> None:
    tree, day = told("oil-from-application-to-sale", 18)
    path = written(tmp_path, tree)
    document = json.loads(
        sonae("bylaw", "duties", path, "--as-of", day, "--until", "2029-12-31", "--format", "json").out
    )
    assert (document["case"], document["as_of"], document["until"]) == ("hinokuma-oil", day, "2029-12-31")
    audit = next(duty for duty in document["duties"] if duty["duty"] == "audit.five_yearly")
    assert (audit["by"], audit["standing"]) == ("agency", "due")
    assert [cite["provision"] for cite in audit["citations"]] == ["a19.p1"]
    assert audit["not_ruled"]
    assert audit["late_en"]
    whole = sonae("bylaw", "duties", path, "--as-of", day, "--until", "2029-12-31", "--language", "en").out
    left = sonae("bylaw", "duties", path, "--as-of", day, "--until", "2029-12-31", "--open", "--language", "en").out
    assert "  done  " in whole
    assert "  done  " not in left
    assert "2029-12-31  " in left
    assert "未定" not in whole
    assert "出資先" in sonae("bylaw", "duties", path, "--as-of", day).out


def test_the_clock_of_the_review_shows_the_days_on_which_it_stood_still(sonae: Sonae, tmp_path: Path) -> None:
    tree, day = told("oil-from-application-to-sale", 6)
    path = written(tmp_path, tree)
    duties = json.loads(sonae("bylaw", "duties", path, "--as-of", day, "--format", "json").out)["duties"]
    review = next(duty for duty in duties if duty["duty"] == "review.decide")
    assert (review["due"], review["done"], review["standing"]) == ("2023-08-23", "2023-08-23", "done")
    assert review["stops"] == [{"first": "2023-07-05", "last": "2023-08-02"}]


def test_without_a_last_day_a_year_of_duties_is_shown(sonae: Sonae, tmp_path: Path) -> None:
    document = json.loads(
        sonae("bylaw", "duties", written(tmp_path, BARE), "--as-of", "2026-04-01", "--format", "json").out
    )
    assert document == {"case": "made-up", "as_of": "2026-04-01", "until": "2027-04-01", "duties": []}


def test_parameters_are_listed_with_form_and_provision(sonae: Sonae) -> None:
    rows = {row["parameter"]: row for row in json.loads(sonae("bylaw", "parameters", "--format", "json").out)}
    assert rows["equity.limit"] == {
        "parameter": "equity.limit", "form": "share", "not_ruled": False, "cite": "a4.p2", "label_ja": "第4条第2項",
        "label_en": "art. 4, para. 2", "ja": rows["equity.limit"]["ja"], "en": rows["equity.limit"]["en"],
    }  # fmt: skip
    assert rows["true_up_rounding"]["form"] == "down | half_up | up"
    table = sonae("bylaw", "parameters", "--language", "en").out
    assert "    art. 19, para. 2: a setting that the bylaw does not rule\n" in table
    assert "    art. 4, para. 2: a rule that is not in hand\n" in table


# The bylaw itself


def test_the_outline_lists_every_provision_and_its_slips(sonae: Sonae) -> None:
    rows = {row["id"]: row for row in json.loads(sonae("bylaw", "outline", "--format", "json").out)}
    assert len(rows) == 299
    assert rows["a11.p6"]["slips"][0]["read_as"] == "a15.p1.i11"
    under = sonae("bylaw", "outline", "a24").out
    assert "a24.p4" in under
    assert "a23" not in under
    assert "! «第15条第1項第10号» → a15.p1.i11" in under


def test_a_provision_is_explained_with_slips_and_rules(sonae: Sonae) -> None:
    document = json.loads(sonae("bylaw", "explain", "a11.p6", "--format", "json").out)
    assert document["slips"][0]["printed"] == "第15条第1項第10号"
    assert {rule["exception_to"] for rule in document["rules"]} >= {"plan.in_order/late", None}
    table = sonae("bylaw", "explain", "a4.p4").out
    assert "rule equity.votes_within_others/votes_within_others (since 2023-04-01)" in table
    assert (
        "rule cost.listed/listed" in sonae("bylaw", "explain", "t1.s3.g1.r7").out
    )  # its rows are data that a rule reads
    assert (
        "  not executable: 見出しであり、定めは各項にある / a heading; what is ruled"
        in sonae("bylaw", "explain", "a4").out
    )
    assert "under it: a4.p1.i1, a4.p1.i2" in sonae("bylaw", "explain", "a4.p1").out


def test_the_agencys_parameters_come_from_a_file_of_their_own(sonae: Sonae, tmp_path: Path) -> None:
    tree, day = told("oil-from-application-to-sale", 12)
    held = tree.pop("parameters")
    agency = tmp_path / "agency.yaml"
    supplied = {name: {"reference": "made up", "values": {"2023-04-01": value}} for name, value in held.items()}
    agency.write_text(yaml.safe_dump(supplied, allow_unicode=True), "utf-8")
    path = written(tmp_path, tree)
    bare, with_them = (
        json.loads(sonae("bylaw", "check", path, "--as-of", day, "--format", "json", *more).out)
        for more in ((), ("--parameters", agency))
    )
    waiting = [finding for finding in bare["findings"] if any("parameter" in name for name in finding["missing"])]
    assert waiting
    assert not any("parameter" in name for finding in with_them["findings"] for name in finding["missing"])
    agency.write_text("equity.limt: {reference: x, values: {2023-04-01: 0.5}}", "utf-8")
    assert "equity.limit" in one_sentence(sonae("bylaw", "check", path, "--as-of", day, "--parameters", agency))
