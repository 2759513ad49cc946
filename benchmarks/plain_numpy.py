"""GeoPolRisk as published, written a second time in the plainest vectorised numpy, as a baseline and an oracle.

It shares no code with the product: from the tables of the pack straight to arrays, a loop over materials, bincount.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

COPPER = 0.409412948


def scores(pack: Path, years: list[int]) -> dict[str, np.ndarray]:
    """Return score, hhi, import_risk and cf, each of shape (material, year, country), and the two axes."""
    trade = pl.read_parquet(pack / "trade.parquet").filter(pl.col("year").is_in(years))
    code, year = trade["code"].to_numpy(), trade["year"].to_numpy()
    into, out = trade["importer"].to_numpy().astype(int), trade["exporter"].to_numpy().astype(int)
    tonnes = trade["quantity_t"].fill_null(0).to_numpy()
    value = trade["value_kusd"].fill_null(0).to_numpy()
    lands = pl.read_parquet(pack / "method_countries.parquet")["country_code"].drop_nulls().unique().sort().to_numpy()
    lands = lands[lands >= 0].astype(int)
    column = np.full(1000, -1)
    column[lands] = np.arange(lands.size)
    row = np.full(max(years) + 1, -1)
    row[years] = np.arange(len(years))
    weight = tonnes * _instability(pack, years)[out, row[year]]

    sheets = pl.read_parquet(pack / "production.parquet").filter(pl.col("year").is_in(years))
    names, result = [], []
    for item in pl.read_parquet(pack / "method_codes.parquet").iter_rows(named=True):
        if item["code"] == "Not Available" or item["symbol"] is None:
            continue
        mine = sheets.filter(pl.col("sheet") == item["sheet"])
        amount = np.trunc(mine["quantity"].fill_null(0).to_numpy())
        when = row[mine["year"].to_numpy()]
        total = np.bincount(when, amount, len(years))
        with np.errstate(invalid="ignore"):
            hhi = np.bincount(when, amount**2, len(years)) / total**2
        own = np.zeros((len(years), lands.size))
        for y, land, quantity in zip(when, mine["country_code"], amount, strict=True):
            if land is not None and land < 1000 and column[land] >= 0:
                own[y, column[land]] = quantity * (0.001 if mine["unit"][0] == "kg" else 1)
        codes = {int(item["code"]), *(int(part) for part in (item["more_codes"] or "").split(";") if part)}
        here = np.isin(code, list(codes)) & (column[into] >= 0)
        cell = row[year[here]] * lands.size + column[into[here]]
        flow, money, risky = (
            np.bincount(cell, amounts[here], own.size).reshape(own.shape) for amounts in (tonnes, value, weight)
        )
        with np.errstate(invalid="ignore", divide="ignore"):
            risk = np.where(flow + own > 0, risky / (flow + own), 0)
            price = np.where(flow > 0, money / flow, 0)
        score = hhi[:, None] * risk
        names.append(item["material"])
        result.append((score, np.repeat(hhi[:, None], lands.size, 1), risk, score * price / COPPER))
    arrays = np.asarray(result)
    return {
        "material": np.asarray(names), "country": lands, "score": arrays[:, 0], "hhi": arrays[:, 1],
        "import_risk": arrays[:, 2], "characterisation_factor": arrays[:, 3],
    }  # fmt: skip


def _instability(pack: Path, years: list[int]) -> np.ndarray:
    g = np.full((1000, len(years)), 0.5)
    table = pl.read_parquet(pack / "stability.parquet").filter(
        pl.col("year").is_in(years) & pl.col("country_code").is_not_null()
    )
    seen = set()
    for land, year, risk in table.select("country_code", "year", "published_0_1").iter_rows():
        if (land, year) not in seen and risk is not None:
            g[land, years.index(year)] = risk
        seen.add((land, year))
    return g
