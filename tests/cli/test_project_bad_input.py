"""What is wrong with a project, its regime or its conditions: exit 2, one sentence, the file and the path of the field."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from sonae.economics.conditions import demonstration_text
from tests.cli.conftest import Ran
from tests.cli.test_commands import one_sentence

pytestmark = pytest.mark.slow

Sonae = Callable[..., Ran]
REGIME = (files("sonae.economics.regimes") / "data" / "wbg-psc-example.yaml").read_text(encoding="utf-8")
CASE = (files("sonae.economics.ledger") / "demonstration.yaml").read_text(encoding="utf-8")
SCALE = "{scale: {driver: revenue, bands: [[10, 0.4], [5, 0.3], [null, 0.2]], mode: whole, lag: 0, ratchet: false}}"


def said(sonae: Sonae, folder: Path, *, slip: tuple[str, str], of: str) -> str:
    """Work off the demonstration case under an own regime and an own condition set, one of the three with a slip."""
    texts = {
        "case.yaml": CASE.replace("regime: idn-psc-cost-recovery", "regime: own.yaml").replace(
            "conditions: demonstration", "conditions: set.yaml"
        ),
        "own.yaml": REGIME,
        "set.yaml": demonstration_text(),
    }
    old, new = slip
    assert texts[of].count(old) >= 1, old
    texts[of] = texts[of].replace(old, new, 1)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return one_sentence(sonae("project", "value", folder / "case.yaml", "--rate", "appraisal"))


def test_without_a_slip_the_three_files_are_worked_off(sonae: Sonae, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="code=0"):
        said(sonae, tmp_path, slip=("fictional: true", "fictional: true"), of="case.yaml")


@pytest.mark.parametrize(
    ("of", "slip", "field", "says"),
    [
        ("own.yaml", ("base: revenue\n", "base: revenue - tax\n"), "instruments.0", "in a circle: royalty_base → tax"),
        ("own.yaml", ("base: revenue\n", "base: revenu\n"), "instruments.0", "unknown line «revenu»; nearest valid: revenue"),
        ("own.yaml", ("costs: costs", "costs: exploration"), "instruments.1", "unknown line «exploration»"),
        ("own.yaml", ("base: revenue\n", "base: revenue ** 2\n"), "instruments.0.base", "«revenue ** 2» is no formula"),
        ("own.yaml", ("contractor_share: 0.40", f"contractor_share: {SCALE}"), "instruments.2.contractor_share.scale", "overlap"),
        ("own.yaml", ("contractor_share: 0.40", "contractor_share: 1.40"), "instruments.2.contractor_share", "0 and 1, and 1.4"),
        ("own.yaml", ("rate: 0.10\n", "rate: -0.10\n"), "instruments.0.rate", "-0.1 is below 0"),
        ("own.yaml", ("limit: 0.60", "limit: -0.60"), "instruments.1.limit", "0 and 1, and -0.6 does not"),
        ("own.yaml", ("    negative_base: nothing\n", ""), "instruments.0.negative_base", "the convention is not stated"),
        ("own.yaml", ("    limit_base: revenue\n", ""), "instruments.1.limit_base", "the convention is not stated"),
        ("own.yaml", ("rate: 0.10\n", "rate: {from_year: {2030: 0.1}}\n"), "instruments.0", "states no «royalty_rate» for 2026"),
        ("case.yaml", ("calendar: calendar_year\n", ""), "calendar", "the convention is not stated"),
        ("case.yaml", ("2028: 4,", "2028: -4,"), "products.oil", "the volume of 2028 is below 0"),
        ("case.yaml", ("2026: 100", "2026: -100"), "costs.tangible", "the cost of 2026 is below 0"),
        ("case.yaml", ("2028: 4,", "2028: 1.0e+308,"), "products.oil.volume.2028", "less than or equal to"),
        ("case.yaml", ("2028: 4,", "2028: ,"), "products.oil.volume.2028", "valid number"),
        ("case.yaml", ("deck: oil", "deck: oyl"), "products.oil", "unknown price «oyl»; nearest valid: oil"),
        ("case.yaml", ("unit: bbl", "unit: kWh"), "products.oil", "a price per bbl (volume) cannot become one per kWh"),
        ("case.yaml", ("regime: own.yaml", "regime: own"), "regime", "unknown regime «own»"),
        ("set.yaml", ("  timing: mid\n", ""), "conventions.timing", "the field is missing"),
        ("set.yaml", ("of: oil", "of: lng"), "prices.lng.formula.of", "the formulas of lng → lng form a cycle"),
        ("set.yaml", ("of: oil", "of: oyl"), "prices.lng.formula.of", "«oyl», which is no price of the set"),
        ("set.yaml", ("2021: 82, ", ""), "prices.oil", "2021 is missing between 2020 and 2022"),
        ("set.yaml", ("FY2021: 112,", "FY2021: 112, 2021年度: 113,"), "fx.rates.USD/JPY.values", "FY2021 is typed twice"),
        ("set.yaml", ("2030: 74}\n    after: flat_real", "2030: 74}\n    after: none"), "prices.oil", "ends in 2030-12 and"),
    ],
)  # fmt: skip
def test_a_slip_is_one_sentence_with_file_and_field(
    sonae: Sonae, tmp_path: Path, of: str, slip: tuple[str, str], field: str, says: str
) -> None:
    sentence = said(sonae, tmp_path, slip=slip, of=of)
    assert sentence.startswith(f"sonae: {of}, field «{field}»: "), sentence
    assert says in sentence


@pytest.mark.parametrize(
    ("of", "slip"),
    [
        ("case.yaml", ("2028: 4,", "2028: 4, 2028: 5,")),
        ("own.yaml", ("rate: 0.10\n", "rate: {from_year: {2020: 0.1, 2020: 0.2}}\n")),
        ("set.yaml", ("2021: 82,", "2021: 82, 2021: 83,")),
    ],
)
def test_a_year_typed_twice_is_named_with_its_row(sonae: Sonae, tmp_path: Path, of: str, slip: tuple[str, str]) -> None:
    sentence = said(sonae, tmp_path, slip=slip, of=of)
    year = slip[1].split(": ")[-2].split(" ")[-1].strip("{")
    assert re.fullmatch(rf"sonae: {of}, row \d+: the key «{year}» stands there twice\.\n", sentence), sentence


@pytest.mark.parametrize(
    ("of", "slip"),
    [
        ("case.yaml", ('tangible: {money: {currency: USD, base: "2026"}', "tangible: {money: {currency: CHF, base: nominal}")),
        ("case.yaml", ('differential_money: {currency: USD, base: "2026"}', "differential_money: {currency: CHF, base: nominal}")),
        ("own.yaml", ("currency: USD", "currency: CHF")),
    ],
)  # fmt: skip
def test_mixed_currencies_without_a_rate_are_refused(
    sonae: Sonae, tmp_path: Path, of: str, slip: tuple[str, str]
) -> None:
    sentence = said(sonae, tmp_path, slip=slip, of=of)
    assert sentence.startswith("sonae: set.yaml, field «fx.rates»: mixed currencies without FX"), sentence
    assert "no rate of CHF and JPY" in sentence


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("explain", ("--line", "cost_oyl", "--year", "2031")),
        ("simulate", ("--rate", "apraisal")),
        ("value", ("--rate", "appraisal", "--stress", "nothing")),
    ],
)
def test_a_word_that_is_no_choice_is_answered_with_the_nearest(
    sonae: Sonae, tmp_path: Path, command: str, words: tuple[str, ...]
) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(CASE, encoding="utf-8")
    assert "nearest valid" in one_sentence(sonae("project", command, path, *words))


def test_scenarios_whose_deck_ends_before_the_project_are_an_error_and_no_zeros(sonae: Sonae, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE.replace("conditions: demonstration", "conditions: set.yaml"), "utf-8")
    until = "2030: 74, " + ", ".join(f"{year}: 75" for year in range(2031, 2040))
    text = demonstration_text().replace("2030: 74}\n    after: flat_real", f"{until}}}\n    after: none")
    (tmp_path / "set.yaml").write_text(text, "utf-8")
    words = ("project", "simulate", tmp_path / "case.yaml", "--rate", "appraisal", "--scenarios", "50")
    said = one_sentence(sonae(*words))
    assert said.startswith("sonae: set.yaml, field «prices.oil»: the price deck «oil» ends in 2039-12 and 2040-12"), (
        said
    )
