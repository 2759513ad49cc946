"""«sonae project …» on the command line."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from sonae.core import InputError
from tests.cli.conftest import Ran
from tests.cli.test_commands import one_sentence

pytestmark = pytest.mark.slow

Sonae = Callable[..., Ran]


@pytest.fixture
def case(sonae: Sonae, tmp_path: Path) -> Path:
    path = tmp_path / "case.yaml"
    assert sonae("project", "new-case", "--out", path).code == 0
    return path


def test_the_library_says_what_is_sourced(sonae: Sonae) -> None:
    shown = sonae("project", "regimes", "--format", "json")
    rows = json.loads(shown.out)
    assert len(rows) >= 12
    assert {row["kind"] for row in rows} >= {"concession", "psc", "service", "mining", "tolling"}
    assert sum(not row["illustrative"] for row in rows) >= 6
    one = sonae("project", "regimes", "--name", "idn-psc-cost-recovery")
    assert "cost_oil (cost_recovery): cap 100 % of revenue less first tranche" in one.out
    assert "assumed losses:" in one.out


def test_a_project_is_worked_off_for_each_party(sonae: Sonae, case: Path) -> None:
    words = ("project", "value", case, "--conditions", "demonstration", "--rate", "appraisal")
    shown = sonae(*words)
    assert shown.code == 0, shown.err
    assert "The project is fictional." in shown.out
    assert "no single IRR: the NPV is nought at" in shown.out  # abandonment comes last
    assert "Regime version: idn-psc-cost-recovery" in shown.out
    document = json.loads(sonae(*words, "--format", "json").out)
    lines = {row["line"]: row for row in document["ledger"]}
    parties = sum(lines[f"net_{own['party']}"]["2031"] for own in document["worth"]["parties"])
    assert lines["revenue"]["2031"] - lines["costs"]["2031"] == pytest.approx(parties, abs=1e-9)
    stress = next(
        line.split()[1] for line in sonae("project", "conditions").out.splitlines() if line.startswith("stress ")
    )
    stressed = json.loads(sonae(*words, "--format", "json", "--stress", stress).out)
    assert stressed["card"] != document["card"]


def test_a_number_leads_to_clause_and_input(sonae: Sonae, case: Path) -> None:
    words = (
        "project",
        "explain",
        case,
        "--conditions",
        "demonstration",
        "--line",
        "cost_oil",
        "--year",
        "2031",
        "--depth",
        "9",
    )
    shown = sonae(*words)
    assert shown.code == 0, shown.err
    assert "cost_oil [2031] =" in shown.out
    assert "costs.opex.values, in millions of USD, real 2026" in shown.out
    assert json.loads(sonae(*words, "--format", "json").out)["line"] == "cost_oil"


def test_a_case_may_name_its_conditions(sonae: Sonae, case: Path) -> None:
    words = ("project", "explain", case, "--line", "cost_oil", "--year", "2031")
    assert sonae(*words).out == sonae(*words, "--conditions", "demonstration").out
    case.write_text(case.read_text("utf-8").replace("conditions: demonstration\n", "conditions: own.yaml\n"), "utf-8")
    assert "own.yaml" in one_sentence(sonae(*words))
    from sonae.economics.conditions import demonstration_text

    case.with_name("own.yaml").write_text(demonstration_text(), "utf-8")
    assert sonae(*words).code == 0
    case.write_text(case.read_text("utf-8").replace("conditions: own.yaml\n", ""), "utf-8")
    assert "the case names no condition set" in one_sentence(sonae(*words))


def test_the_price_at_which_nothing_is_left(sonae: Sonae, case: Path) -> None:
    words = ("project", "value", case, "--rate", "appraisal", "--format", "json")
    factor = json.loads(sonae(*words).out)["worth"]["break_even"]["factor"]
    text = case.read_text("utf-8").replace("price_factor: 1.0", f"price_factor: {factor!r}")
    case.write_text(text.replace("differential: -2.0", f"differential: {-2.0 * factor!r}"), "utf-8")
    at_nought = json.loads(sonae(*words).out)["worth"]["parties"][0]
    assert at_nought["present_value"] == pytest.approx(0.0, abs=1e-6 * abs(at_nought["total"]))


def test_scenarios_and_their_replay(sonae: Sonae, case: Path, tmp_path: Path) -> None:
    risks = tmp_path / "risks.yaml"
    risks.write_text(
        "volume: {low: 0.7, best: 1, high: 1.4, source: a test}\ncosts: {}\ndelay: null\nchance_of_success: 0.5\n"
        "spent_before: [intangible]\nseen_as: prospective\n",
        encoding="utf-8",
    )
    words = ("project", "simulate", case, "--conditions", "demonstration", "--rate", "appraisal", "--risks", risks)
    row = json.loads(sonae(*words, "--scenarios", "400", "--format", "json").out)[0]
    assert row["p90"] <= row["p50"] <= row["p10"]
    assert row["chance_of_loss"] == pytest.approx(0.5, abs=0.13)
    replayed = sonae(*words, "--replay", "3", "--format", "json")
    assert {"revenue", "net_contractor"} <= {row["line"] for row in json.loads(replayed.out)}


def test_a_secret_case_goes_to_a_file_of_the_owner(sonae: Sonae, case: Path, tmp_path: Path) -> None:
    case.write_text(case.read_text("utf-8").replace("classification: public", "classification: secret"), "utf-8")
    words = ("project", "value", case, "--conditions", "demonstration", "--rate", "appraisal")
    said = one_sentence(sonae(*words))
    assert "SECRET" in said
    out = tmp_path / "value.json"
    assert sonae(*words, "--format", "json", "--out", out).code == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_what_is_secret_is_refused_before_any_work(
    sonae: Sonae, case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def begin(*_: object, **__: object) -> None:
        raise InputError("the work has begun")

    # In this order: what the portfolio imports of the ledger must not be the stand-in.
    monkeypatch.setattr("sonae.portfolio.cases.evaluate_portfolio", begin)
    monkeypatch.setattr("sonae.economics.ledger.evaluate_case", begin)
    case_words: tuple[object, ...] = (case, "--conditions", "demonstration")
    commands: list[tuple[object, ...]] = [
        ("project", "value", *case_words, "--rate", "appraisal"),
        ("project", "explain", *case_words, "--line", "cost_oil", "--year", "2031"),
        ("project", "simulate", *case_words, "--rate", "appraisal"),
        ("portfolio", "review", "demonstration"),
    ]
    for words in commands:
        assert "the work has begun" in one_sentence(sonae(*words))
    case.write_text(case.read_text("utf-8").replace("classification: public", "classification: secret"), "utf-8")
    secret = tmp_path / "set.yaml"
    assert sonae("project", "conditions", "--out", secret).code == 0
    secret.write_text(secret.read_text("utf-8").replace("classification: public", "classification: secret"), "utf-8")
    for words in [*commands[:3], (*commands[3], "--conditions", secret)]:
        assert "SECRET" in one_sentence(sonae(*words))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("regime: idn-psc-cost-recovery", "regime: idn-psc-cost"), "idn-psc-cost-recovery"),
        (("calendar: calendar_year", ""), "calendar"),
        (("2028: 4,", "2028: -4,"), "the volume of 2028 is below 0"),
        (("2028: 4,", "2028: 4, 2028: 5,"), "2028"),
        (("deck: oil", "deck: oyl"), "oil"),
    ],
)
def test_a_wrong_case_is_one_sentence(sonae: Sonae, case: Path, change: tuple[str, str], said: str) -> None:
    case.write_text(case.read_text("utf-8").replace(*change), "utf-8")
    shown = sonae("project", "value", case, "--conditions", "demonstration", "--rate", "appraisal")
    assert shown.code == 2
    assert said in one_sentence(shown)


def test_wrong_words_are_one_sentence(sonae: Sonae, case: Path, tmp_path: Path) -> None:
    value = ("project", "value", case, "--conditions")
    assert "appraisal" in one_sentence(sonae(*value, "demonstration", "--rate", "aprraisal"))
    assert "missing.yaml" in one_sentence(sonae(*value, tmp_path / "missing.yaml", "--rate", "appraisal"))
    assert "the case has no 1999" in one_sentence(
        sonae("project", "explain", case, "--conditions", "demonstration", "--year", "1999", "--line", "tax")
    )


def test_the_demonstration_portfolio_is_reviewed(sonae: Sonae) -> None:
    document = json.loads(sonae("portfolio", "review", "demonstration", "--scenarios", "16", "--format", "json").out)
    assert {"A", "B", "C"} <= {case["rank"]["rank"] for case in document["cases"]}
    assert document["watch_list"]
    assert {tree["case"] for tree in document["exploration"]} == {"nazuna-oil", "yuge-geothermal"}
    assert len(document["comparisons"]) >= 6
    shown = sonae("portfolio", "review", "demonstration", "--scenarios", "0")
    assert "profit-deficit ratio:" in shown.out
    assert "nowhere" in one_sentence(sonae("portfolio", "review", "nowhere", "--conditions", "demonstration"))


def test_a_number_of_the_review_is_explained(sonae: Sonae) -> None:
    shown = sonae("portfolio", "explain", "demonstration", "cases.hinoki-gas.write_down.charge", "--depth", "3").out
    assert "= 11,900,000,000 yen" in shown
    assert "from hinoki-gas.yaml: agency.holding.acquired_yen" in shown
    told = ("cases.nazuna-oil.rank.probability", "--scenarios", "8", "--format", "json")
    tree = json.loads(sonae("portfolio", "explain", "demonstration", *told).out)
    assert len(tree["parts"]) == 8
    assert "no number stands" in one_sentence(sonae("portfolio", "explain", "demonstration", "cases.hinoki-gas.rank"))
    assert "nothing stands" in one_sentence(sonae("portfolio", "explain", "demonstration", "cases.nobody.rank.profit"))
