import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import UnknownChoiceError
from sonae.data import CHOKEPOINTS, chokepoints_between, countries, country, iso3_of_code, read_package_table

LANDS = sorted(countries())
IN_TRADE = [iso3 for iso3 in LANDS if countries()[iso3].codes]


@pytest.mark.parametrize(
    ("code", "iso3"),
    [
        (490, "TWN"), (156, "CHN"), (392, "JPN"), (410, "KOR"), (58, "BEL"), (56, "BEL"), (711, "ZAF"), (710, "ZAF"),
        (891, "SRB"), (688, "SRB"), (280, "DEU"), (278, "DEU"), (276, "DEU"), (251, "FRA"), (842, "USA"), (699, "IND"),
        (757, "CHE"), (579, "NOR"),
    ],
)  # fmt: skip
def test_codes_of_trade_statistics_today_and_of_old(code: int, iso3: str) -> None:
    assert iso3_of_code()[code] == iso3


@pytest.mark.parametrize(
    ("iso3", "code"), [("BEL", 56), ("ZAF", 710), ("SRB", 688), ("DEU", 276), ("SDN", 729), ("TWN", 490)]
)
def test_a_country_has_one_code_of_today(iso3: str, code: int) -> None:
    assert countries()[iso3].code == code


def test_every_code_belongs_to_one_country_and_every_trader_has_names() -> None:
    codes = [code for land in countries().values() for code in land.codes]
    assert len(codes) == len(set(codes)) == len(iso3_of_code())
    for land in countries().values():
        assert land.name_en, land.iso3
        assert land.name_ja, land.iso3
        assert land.code is None or land.code in land.codes


@given(st.sampled_from(LANDS))
def test_a_country_is_found_by_code_and_by_names(iso3: str) -> None:
    land = countries()[iso3]
    assert country(iso3) is country(iso3.lower()) is country(f" {iso3} ") is land
    assert country(land.name_en.upper()).name_en == land.name_en
    assert country(land.name_ja).name_ja == land.name_ja


@pytest.mark.parametrize(("text", "nearest"), [("JPM", "JPN"), ("Japn", "Japan"), ("Germny", "Germany"), ("TW", "TWN")])
def test_an_unknown_country_offers_the_nearest(text: str, nearest: str) -> None:
    with pytest.raises(UnknownChoiceError) as caught:
        country(text)
    assert nearest in caught.value.nearest


@given(st.sampled_from(IN_TRADE), st.sampled_from(IN_TRADE))
def test_routes_name_chokepoints_only(importer: str, exporter: str) -> None:
    assert set(chokepoints_between(importer, exporter)) <= set(CHOKEPOINTS)


@pytest.mark.parametrize(
    ("importer", "exporter", "passed"),
    [
        ("JPN", "KOR", ()), ("JPN", "CHN", ()), ("JPN", "AUS", ()), ("JPN", "SAU", ("HORMUZ",)), ("JPN", "IND", ("MALACCA",)),
    ],
)  # fmt: skip
def test_well_known_routes(importer: str, exporter: str, passed: tuple[str, ...]) -> None:
    found = chokepoints_between(importer, exporter)
    assert set(passed) <= set(found) if passed else found == ()


def test_customs_codes_lead_to_known_countries_or_to_none() -> None:
    rows = read_package_table("customs_countries.csv")
    assert len({row["code"] for row in rows}) == len(rows)
    assert all(row["code"].isdigit() and len(row["code"]) == 3 for row in rows)
    unknown_to_baci = {"FRO", "VAT", "VIR", "ESH", "UMI"}  # the Trade Statistics of Japan name them, BACI does not
    assert {row["iso3"] for row in rows} - {""} - set(countries()) == unknown_to_baci
    of = {row["code"]: row["iso3"] for row in rows}
    assert (of["105"], of["106"], of["103"], of["304"], of["701"]) == ("CHN", "TWN", "KOR", "USA", "")
