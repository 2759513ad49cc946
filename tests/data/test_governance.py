import numpy as np
import polars as pl
import pytest

from sonae.core import Source
from sonae.data import Governance
from sonae.data.governance import DIMENSIONS, package_governance

OWN = package_governance()


def made(values: dict[tuple[str, int], float]) -> Governance:
    rows = [(iso3, year, name, estimate, 0.2) for (iso3, year), estimate in values.items() for name in DIMENSIONS]
    return Governance(pl.DataFrame(rows, schema=OWN.table.schema, orient="row"), Source("made", "", ""))


def test_the_products_own_table() -> None:
    assert OWN.years == (1996, 1998, 2000, *range(2002, 2024))
    assert OWN.table["iso3"].n_unique() == 214
    assert not OWN.table.select("iso3", "year", "dimension").is_duplicated().any()
    assert OWN.table["estimate"].is_between(-3.5, 3.5).all()
    assert OWN.table.filter(pl.col("estimate").is_not_null())["standard_error"].null_count() == 0
    assert OWN.table.filter(iso3="TWN").height > 0


def test_the_sign_is_that_of_the_world_bank() -> None:
    mean = dict(OWN.mean.filter(year=2023).select("iso3", "estimate").rows())
    assert mean["NOR"] > mean["JPN"] > mean["ZAF"] > mean["CHN"] > mean["COD"]
    assert mean["NOR"] > 1.5
    assert mean["COD"] < -1.2


def test_the_mean_is_over_the_dimensions_there_are() -> None:
    table = pl.DataFrame(
        [("JPN", 2020, "va", 1.0, 0.1), ("JPN", 2020, "pv", 2.0, 0.3), ("JPN", 2020, "rl", None, None)],
        schema=OWN.table.schema,
        orient="row",
    )
    row = Governance(table, Source("made", "", "")).mean.row(0, named=True)
    assert (row["estimate"], row["standard_error"], row["dimensions"]) == (1.5, pytest.approx(0.2), 2)


def test_gaps_are_carried_and_a_country_without_values_stays_undefined() -> None:
    panel = made({("JPN", 2000): 1.0, ("JPN", 2003): 4.0, ("CHN", 1996): -1.0}).panel(["JPN", "CHN", "XKX"], 1999, 2004)
    assert panel[0].tolist() == [1.0, 1.0, 1.0, 1.0, 4.0, 4.0]
    assert panel[1].tolist() == [-1.0] * 6
    assert np.isnan(panel[2]).all()


def test_a_panel_does_not_see_the_future() -> None:
    panel = made({("JPN", 2000): 1.0, ("JPN", 2005): 9.0}).panel(["JPN"], 2000, 2004)
    assert panel.tolist() == [[1.0] * 5]


def test_the_mean_of_five_years() -> None:
    governance = made({("JPN", year): float(year - 2000) for year in range(2000, 2010)})
    assert governance.five_year_mean(2009)["estimate"].to_list() == [7.0]
    assert governance.five_year_mean(2002)["estimate"].to_list() == [1.0]
