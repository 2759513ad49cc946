"""The real pack: dependence as the white paper rounds it, trade that is not whole, denominators beside those of the ministry."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sonae.data import CURRENT, Library
from sonae.policy import (
    COMMODITIES,
    ImportHistory,
    by_origin,
    by_region,
    crude_production,
    denominator_of,
    indicator,
    load_routing,
    route_shares,
    strait_range,
    terms_in_hand,
    traded_imports,
)

pytestmark = pytest.mark.pack


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.open(CURRENT, public_only=True)


@pytest.fixture(scope="module")
def histories(library: Library) -> dict[str, ImportHistory]:
    return {name: traded_imports(library, name) for name in COMMODITIES}


def test_the_pack_holds_the_codes_of_all_commodities(library: Library) -> None:
    held = set(library.trade["code"].unique().to_list())
    assert {code for one in COMMODITIES.values() for code in one.codes} <= held


def test_only_crude_of_2015_is_not_whole(histories: dict[str, ImportHistory]) -> None:
    lost = {(name, year) for name, one in histories.items() for year in one.years if one.not_whole(year)}
    assert lost == {("crude", 2015)}
    assert histories["crude"].not_whole(2015).parts["land"] == "SAU"  # type: ignore[union-attr]


def test_tonnes_that_do_not_go_with_their_value_are_named(histories: dict[str, ImportHistory]) -> None:
    assert [note.parts["land"] for note in histories["crude"].year(1999).notes] == ["SAU"]
    assert [note.parts["land"] for note in histories["coal"].year(2019).notes] == ["MOZ"]
    assert 200e6 < float(histories["crude"].year(1999).total) < 220e6  # 215 million t in 1998, 212 million in 2000
    assert 180e6 < float(histories["coal"].year(2019).total) < 190e6  # 189 million t in 2018, 174 million in 2020


def test_the_white_paper_rounds_what_the_pack_gives(histories: dict[str, ImportHistory]) -> None:
    """Document 001: crude about nine tenths (line 109) and gas a little under one (111) from the Middle East; coal from Australia
    and Indonesia about eight (222)."""
    for year in (2022, 2023, 2024):
        crude = {share.key: share.share for share in by_region(histories["crude"].year(year))}
        coal = {share.key: share.share for share in by_origin(histories["coal"].year(year))}
        assert Fraction(85, 100) < crude["middle-east"] < Fraction(97, 100)
        assert Fraction(75, 100) < coal["AUS"] + coal["IDN"] < Fraction(85, 100)
    gas = {share.key: share.share for share in by_region(histories["lng"].year(2023))}
    assert Fraction(8, 100) < gas["middle-east"] < Fraction(10, 100)


def test_shares_of_2023_stay_as_they_are(histories: dict[str, ImportHistory]) -> None:
    """The ministry prints 94.8 % of crude from the Middle East in FY2023, 40.9 % from the UAE and 39.4 % from Saudi Arabia."""
    crude = histories["crude"].year(2023)
    assert round(float(by_region(crude)[0].share), 3) == 0.952
    assert [(share.key, round(float(share.share), 3)) for share in by_origin(crude)[:3]] == [
        ("SAU", 0.41), ("ARE", 0.388), ("KWT", 0.092),
    ]  # fmt: skip


def test_every_year_of_every_commodity_sums_to_one(histories: dict[str, ImportHistory]) -> None:
    table = load_routing()
    for one in histories.values():
        for year in one.years:
            if one.not_whole(year) is None:
                imports = one.year(year)
                assert sum(share.share for share in by_region(imports)) == 1
                assert sum(share.share for share in route_shares(imports, table, "sea-only").routes) == 1


def test_the_strait_of_hormuz_in_2023(histories: dict[str, ImportHistory], library: Library) -> None:
    table, crude = load_routing(), histories["crude"].year(2023)
    low, high = strait_range(crude, table, "hormuz")
    assert (round(float(low), 3), round(float(high), 3)) == (0.142, 0.94)
    middle = route_shares(crude, table, "pro-rata", crude_production(library, 2023))
    share = next(one.share for one in middle.straits if one.key == "hormuz")
    assert low < share < high
    # LNG knows no pipeline: the same under all rules.
    assert len(set(strait_range(histories["lng"].year(2023), table, "hormuz"))) == 1


def test_imports_in_hand_are_near_the_denominators_of_the_ministry(library: Library) -> None:
    """METI prints thousand barrels a day and ratio: FY2019 1,746 and 34.7 %, FY2020 1,753 and 40.6 %, FY2021 1,753 and 40.1 %.

    The pack is of calendar years, and counts no petroleum products.
    """
    one = indicator("oil-gas-self-development")
    assert one.definition is not None
    for year, volume, ratio in ((2019, 1746, 0.347), (2020, 1753, 0.406), (2021, 1753, 0.401)):
        found = denominator_of(one.definition, terms_in_hand(one, library, year))
        assert found.value is not None
        assert abs(float(found.value) / (volume / ratio) - 1) < 0.04, year


def test_what_is_not_in_hand_is_missing(library: Library) -> None:
    one = indicator("oil-gas-self-development")
    assert "not whole" in terms_in_hand(one, library, 2015)["imports"].reason
    assert "World Mining Data hold no row of Japan" in terms_in_hand(one, library, 2010)["domestic_production"].reason
    assert "hold no imports of crude in 1990" in terms_in_hand(one, library, 1990)["imports"].reason
    assert set(terms_in_hand(indicator("coal-self-development"), library, 2023)) == {"imports"}
    assert terms_in_hand(indicator("base-metal-self-sufficiency"), library, 2023) == {}
