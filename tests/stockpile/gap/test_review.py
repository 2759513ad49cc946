"""Reviewing a record: months, fiscal years, measures, the chain, and the slips that are refused."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from sonae.core import Classification, FiscalYear, InputError, Outcome, UnknownChoiceError
from sonae.stockpile.gap import GapReview, Record, YearGap, gap_rows, month_rows, read_record, review_gap


def month(name: str, holding: Any, *, mineral: str = "W", **more: Any) -> dict[str, Any]:
    base = {"mineral": mineral, "month": name, "target_days": 60, "consumption_t_a_year": 3650, "holding_t": holding}
    return {**base, **more}


ROWS = [
    month("2026-03", 500),
    month("2026-04", 510, planned_t=30, not_bought_price_t=20, price_yen_a_t=9, limit_yen_a_t=8),
    month("2026-05", 490, planned_t=30, failed_tender_t=30, released_t=20),
    month("2026-06", 489, consumption_t_a_year=4380, consumption_revision_t_a_year=365, lost_t=1, note="spill"),
    month("2026-07", 489, target_days=90, consumption_t_a_year=4380),
]


def record(rows: list[dict[str, Any]], **more: Any) -> Record:
    return Record.model_validate({"rows": rows, **more})


def only(review: GapReview) -> YearGap:
    (mineral,) = review.minerals
    (year,) = mineral.years
    return year


def test_a_year_adds_up_month_by_month() -> None:
    review = review_gap(record(ROWS))
    year = only(review)
    assert (year.opening_month, year.closing_month, year.fiscal_year) == ("2026-03", "2026-07", FiscalYear(2026))
    assert year.opening.gap_days == 10
    assert year.closing.gap_days == 90 - Fraction(489, 12)
    assert sum(year.causes.days.values()) == year.closing.gap_days - year.opening.gap_days
    assert sum(year.causes.tonnes.values()) == year.closing.gap_t - year.opening.gap_t
    assert year.causes.days["target"] == 30
    assert year.causes.days["price"] == 2
    assert year.causes.days["failed_tender"] == 3
    assert year.causes.days["release"] == 2
    assert year.causes.tonnes["release"] == 20
    assert year.causes.days["demand"] == year.causes.days["data"] > 0  # half of the rise each, and alike by symmetry
    monthly = review.minerals[0].months
    for name in year.causes.days:
        assert year.causes.days[name] == sum(m.causes.days[name] for m in monthly if m.causes)


def test_measures_come_in_the_order_of_their_causes_and_stay_open() -> None:
    year = only(review_gap(record(ROWS)))
    assert [m.value for m in year.measures][:4] == ["plan-change", "consumption-review", "data-review", "tender-terms"]
    assert {m.value for m in year.measures} >= {"spread-purchases", "restoration", "loss-prevention"}
    assert all(m.outcome is Outcome.OPEN and m.citations for m in year.measures)


def test_the_chain_waits_for_people() -> None:
    said = {"mineral": "W", "fiscal_year": "令和8年度", "step": "talk with industry", "who": "stockpile department"}
    book = record(
        ROWS, judgements=[{**said, "when": "2027-02-10", "reason": "users expect no change", "evidence": "minutes"}]
    )
    chain = dict(only(review_gap(book)).chain)
    assert list(chain) == [
        "gap",
        "talk with industry",
        "cause",
        "improvement",
        "reflected next year",
        "external evaluation",
    ]
    assert [f.outcome for f in chain.values()] == [Outcome.YES, Outcome.YES, *[Outcome.OPEN] * 4]
    assert "users expect no change" in chain["talk with industry"].because
    assert "the largest is «target»" in chain["cause"].because


def test_surplus_and_tolerance() -> None:
    rows = [month("2026-03", 500), month("2026-04", 650, planned_t=150)]
    year = only(review_gap(record(rows)))
    assert (year.state, [m.value for m in year.measures]) == ("surplus", ["adjustment-release"])
    calm = only(review_gap(record(rows, tolerance_days=5)))
    assert (calm.state, calm.measures, calm.chain) == ("none", (), ())


def test_a_gap_from_before_asks_for_a_catch_up() -> None:
    year = only(review_gap(record([month("2026-03", 500), month("2026-04", 520, planned_t=20)])))
    assert [m.value for m in year.measures] == ["catch-up"]


def test_a_month_without_figures_is_not_assessable_and_the_next_one_closes_it() -> None:
    rows = [month("2026-03", 500), month("2026-04", None, released_t=20), month("2026-05", 470, released_t=10)]
    review = review_gap(record(rows))
    blank = review.minerals[0].months[1]
    assert (blank.level, blank.reason) == (None, "holding missing")
    assert only(review).causes.tonnes["release"] == 30
    assert review.minerals[0].months[2].since == "2026-03"
    row = month_rows(review)[1]
    assert (row["status"], row["gap_days"], row["by_release_days"]) == ("not assessable", None, None)


def test_fiscal_years_are_closed_in_march() -> None:
    rows = [month("2026-02", 500), month("2026-03", 490, sold_t=10), month("2026-04", 480, sold_t=10)]
    years = review_gap(record(rows)).minerals[0].years
    assert [(y.fiscal_year.year, y.opening_month, y.closing_month) for y in years] == [
        (2025, "2026-02", "2026-03"), (2026, "2026-03", "2026-04"),
    ]  # fmt: skip


def test_a_price_below_the_limit_is_no_cause() -> None:
    rows = [ROWS[0], {**ROWS[1], "price_yen_a_t": 7}]
    assert review_gap(record(rows)).minerals[0].months[1].flags == (
        "price given as the cause, though the price was not above the limit",
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"holding_t": 511}, "W, 2026-03 to 2026-04: the logged tonnes do not add up"),
        ({"not_bought_price_t": 31}, "more was not bought than was planned"),
        ({"bought_t": 11}, "bought is not what was planned less"),
        ({"month": "2026-13"}, "the month is no month"),
        ({"month": "2026-02"}, "W: 2026-02 stands after 2026-03"),
        ({"month": "2026-05"}, "between 2026-03 and 2026-05 a month is missing"),
        ({"lost_t": 1}, "needs a note"),
        ({"released_t": -1}, "greater than or equal to 0"),
        ({"consumption_t_a_year": 0}, "greater than 0"),
        ({"plannd_t": 3}, "field «rows.1.plannd_t»: the field is not known"),
    ],
)
def test_slips(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    import yaml

    path = tmp_path / "record.yaml"
    path.write_text(yaml.safe_dump({"rows": [ROWS[0], {**ROWS[1], **change}]}), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        review_gap(read_record(path), file=path.name)
    assert said in str(caught.value)
    assert "record.yaml" in str(caught.value)


def test_unknown_minerals_are_refused() -> None:
    with pytest.raises(UnknownChoiceError, match="«Wo»; nearest valid"):
        review_gap(record([month("2026-03", 1, mineral="Wo")]))


def test_a_csv_says_the_same(tmp_path: Path) -> None:
    names = list(dict.fromkeys(name for row in ROWS for name in row))
    lines = [",".join(["classification", *names])]
    lines += [
        ",".join(["PUBLIC" if i == 0 else "", *(str(row.get(name, "")) for name in names)])
        for i, row in enumerate(ROWS)
    ]
    path = tmp_path / "record.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    book = read_record(path)
    assert book.classification is Classification.PUBLIC
    assert gap_rows(review_gap(book)) == gap_rows(review_gap(record(ROWS)))
    path.write_text("\n".join(lines).replace("2026-05", "2026-5"), encoding="utf-8")
    with pytest.raises(InputError, match=r"record\.csv, row 4: the month is no month"):
        read_record(path)


def test_rows_hold_levels_and_causes_apart() -> None:
    (row,) = gap_rows(review_gap(record(ROWS)))
    assert row["target_days"] == 90
    assert row["by_target_days"] == 30
    moved = sum(value for name, value in row.items() if name.startswith("by_") and name.endswith("_days"))
    assert moved == pytest.approx(row["gap_days"] - row["opening_gap_days"])
