"""Plan files: what is taken, and the sentence for what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from sonae.core import Classification, InputError
from sonae.stockpile.plan import demonstration_text, load_plan, plan_from_text
from sonae.stockpile.plan.settings import package_settings

GOOD = """
name: test
data_year: 2024
first_fiscal_year: 2025
fiscal_years: 2
budgets_million_yen: [10, 20]
"""


def read(extra: str = "", base: str = GOOD):  # type: ignore[no-untyped-def]
    return plan_from_text(base + extra, "plan.yaml")


def test_a_plan_without_a_label_is_secret() -> None:
    plan = read()
    assert plan.label is Classification.SECRET
    assert plan.months == 24
    assert plan.month_name(0) == "2025-04"
    assert plan.month_name(23) == "2027-03"
    assert plan.month_index("2026-01") == 9


def test_the_demonstration_is_public_and_whole() -> None:
    plan = plan_from_text(demonstration_text(), "demonstration.yaml")
    assert plan.label is Classification.PUBLIC
    assert len(plan.budgets_million_yen) == plan.fiscal_years == 5


def test_a_mineral_takes_its_own_over_the_defaults() -> None:
    plan = read("defaults: {start_days: 5, by: 2026-03}\nminerals:\n  W: {start_t: 7, required: true}\n")
    assert plan.entry("W").start_t == 7
    assert plan.entry("W").start_days is None
    assert plan.entry("W").by == "2026-03"
    assert plan.entry("Co").start_days == 5
    assert not plan.entry("Co").required


def test_settings_of_the_file_lie_over_those_of_the_product() -> None:
    plan = read("settings:\n  costs: {sale_discount: 0.2}\n")
    assert plan.settings.costs.sale_discount == 0.2
    assert plan.settings.sources["costs.sale_discount"] == "the plan file plan.yaml"
    assert plan.settings.costs.rotation == package_settings()[0]["costs.rotation"]


def test_every_setting_has_a_source() -> None:
    values, sources = package_settings()
    assert set(values) == set(sources)
    assert all(text.strip() for text in sources.values())


def test_the_hash_is_of_the_values() -> None:
    assert read().sha256 == plan_from_text("# another layout\n" + GOOD, "other.yaml").sha256
    assert read().sha256 != read("tenders_a_month: 3\n").sha256


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (GOOD.replace("[10, 20]", "[10]"), "1 yearly budgets for 2 fiscal years"),
        (GOOD.replace("[10, 20]", "[0, 20]"), "field «budgets_million_yen.0»: input should be greater than 0"),
        (GOOD.replace("[10, 20]", "[-5, 20]"), "field «budgets_million_yen.0»: input should be greater than 0"),
        (GOOD.replace("[10, 20]", "[.nan, 20]"), "field «budgets_million_yen.0»: input should be a finite number"),
        (GOOD.replace("name: test\n", ""), "field «name»: the field is missing"),
        (GOOD + "colour: red\n", "field «colour»: there is no such field"),
        (GOOD + "minerals: {W: {start_t: -1}}\n", "field «minerals.W.start_t»: input should be greater than or equal to 0"),
        (GOOD + "minerals: {W: {start_t: 1, start_days: 2}}\n", "given in days or in tonnes, not in both"),
        (GOOD + "minerals: {W: {by: 2031-01}}\n", "the month 2031-01 of W lies outside the plan"),
        (GOOD + "minerals: {W: {by: soon}}\n", "field «minerals.W.by»: a month is written as 2030-03"),
        (GOOD + "classification: open\n", "the classification is public, internal or secret"),
        (GOOD + "settings: {costs: {sale_discout: 0.1}}\n", "«costs.sale_discout»; nearest valid: costs.sale_discount"),
        (GOOD + "settings: {costs: {sale_discount: 2}}\n", "field «settings.costs.sale_discount»"),
        (GOOD + "settings: {steps: {premiums: [0.2, 0.1, 0.3]}}\n", "price steps rise in share and do not fall in premium"),
        (GOOD + "settings: 3\n", "field «settings»: «settings» holds no settings"),
        (GOOD + "file: x\n", "field «file»: there is no such field"),
        ("[1, 2]", "the file holds no parameters; expected a plan"),
        ("a: &x 1\nb: *x\n", "aliases are not used here"),
        ("a: 1\na: 2\n", "row 2: the key «a» stands there twice"),
        ("{{{", "this is no readable YAML"),
    ],
)  # fmt: skip
def test_one_sentence_for_what_is_wrong(text: str, sentence: str) -> None:
    with pytest.raises(InputError) as refused:
        plan_from_text(text, "plan.yaml")
    assert sentence in str(refused.value)
    assert "plan.yaml" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        load_plan(tmp_path / "none.yaml")
    bad = tmp_path / "bad.yaml"
    bad.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not UTF-8"):
        load_plan(bad)
