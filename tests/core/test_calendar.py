import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import FiscalYear, InputError, japanese_date

DAYS = st.dates(dt.date(1926, 4, 1), dt.date(2999, 12, 31))
YEARS = st.integers(1926, 2117)  # 令和99年度: an era year has two digits


@given(DAYS)
def test_a_day_lies_in_its_fiscal_year_and_in_no_other(day: dt.date) -> None:
    year = FiscalYear.of(day)
    assert day in year
    assert day not in year + 1
    assert year == FiscalYear(1926) or day not in year - 1
    assert year.start <= day <= year.end


@given(YEARS)
def test_years_join_without_gap_or_overlap(year: int) -> None:
    this = FiscalYear(year)
    assert this.end + dt.timedelta(days=1) == (this + 1).start
    assert (this.start.month, this.start.day, this.end.month, this.end.day) == (4, 1, 3, 31)


@given(YEARS)
def test_both_labels_are_read_back(year: int) -> None:
    this = FiscalYear(year)
    assert FiscalYear.parse(this.label_ja) == this
    assert FiscalYear.parse(this.label_en) == this
    assert str(this) == this.label_en


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("令和5年度", 2023), ("令和元年度", 2019), ("平成31年度", 2019), ("平成30年度", 2018),
        ("昭和64年度", 1989), ("平成元年度", 1989),
        ("R5", 2023), ("r5", 2023), ("H16", 2004), ("FY2023", 2023), ("2023年度", 2023), ("2023", 2023), (" 令和 5 年度 ", 2023),
        ("令和５年度", 2023), ("ＦＹ２０２３", 2023), ("令和5年", 2023),
    ],
)  # fmt: skip
def test_forms_of_a_fiscal_year(text: str, year: int) -> None:
    assert FiscalYear.parse(text).year == year


def test_the_year_the_era_changed_is_the_first_of_reiwa() -> None:
    assert FiscalYear(2019).label_ja == "令和元年度"
    assert FiscalYear(2018).label_ja == "平成30年度"
    assert FiscalYear(1988).label_ja == "昭和63年度"


@pytest.mark.parametrize(
    "text", ["", "令和", "令和0年度", "R0", "大正5年度", "FY23", "20235", "5年度", "R5.5", "令和-1年度", "R123"]
)
def test_what_is_no_fiscal_year_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InputError, match="令和5年度, R5 or FY2023"):
        FiscalYear.parse(text)


@pytest.mark.parametrize("year", [1925, 0, -5, 9999])
def test_years_out_of_range_are_refused(year: int) -> None:
    with pytest.raises(InputError, match="out of range"):
        FiscalYear(year)


@given(YEARS, st.integers(-50, 50))
def test_years_count_and_sort(year: int, step: int) -> None:
    if 1926 <= year + step <= 9998:
        assert (FiscalYear(year) + step).year == year + step
        assert (FiscalYear(year) + step) - step == FiscalYear(year)
        assert (FiscalYear(year) < FiscalYear(year) + step) == (step > 0)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (dt.date(1926, 12, 25), "昭和元年12月25日"), (dt.date(1989, 1, 7), "昭和64年1月7日"),
        (dt.date(1989, 1, 8), "平成元年1月8日"),
        (dt.date(2019, 4, 30), "平成31年4月30日"), (dt.date(2019, 5, 1), "令和元年5月1日"), (dt.date(2020, 7, 1), "令和2年7月1日"),
        (dt.date(2022, 11, 14), "令和4年11月14日"),
    ],
)  # fmt: skip
def test_dates_in_era_form(day: dt.date, text: str) -> None:
    assert japanese_date(day) == text


def test_a_day_before_showa_is_refused() -> None:
    with pytest.raises(InputError, match="1926-12-25 or later"):
        japanese_date(dt.date(1926, 12, 24))
