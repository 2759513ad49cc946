"""GeoPolRisk: concentration of world production times the import-weighted instability of suppliers.

Formula (Koyamparambath et al., J. Open Source Software 10.21105/joss.09600; Santillán-Saldivar et al. 2022):
``HHI = Σ P² / (ΣP)²``, ``import risk = Σ g·f / (F + p)``, ``score = HHI · import risk`` and the characterisation
factor ``score · price / 0.409412948``, with f the imports from a partner, F their sum, p domestic production and
``g = (2.5 − WGI political stability) / 5``.

Two variants. ``as-published`` equals geopolrisk-py 2.0.1 row by row, its defects included. ``corrected`` mends them;
:data:`CORRECTIONS` lists what differs and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from sonae.core import UnknownChoiceError
from sonae.data import Library, countries

__all__ = ["COPPER_FACTOR", "CORRECTIONS", "Variant", "geopolrisk"]

Variant = Literal["as-published", "corrected"]
F64 = npt.NDArray[np.float64]

COPPER_FACTOR = 0.409412948
"""Mean characterisation factor of copper for OECD countries 2017–2021, a constant of geopolrisk-py 2.0.1."""

_NO_STABILITY = 0.5
_CUBIC_METRE_T = 0.0008
_COKING_COAL = 270112

CORRECTIONS: dict[str, str] = {
    "no_trade": "no recorded imports: the peer returns a score of 0; here the row is not assessable",
    "taiwan": "trade code 490 is Taiwan; the peer finds no indicator for it and takes 0.5",
    "guyana": "Guyana stands twice in the peer's table, the first row belonging to French Guiana; here Guyana's own row",
    "no_estimate": "a country without an estimate counts as 0.5 or, where its cell is empty, as 0 (most stable) with the "
    "peer; here as 1, so that missing never lowers risk",
    "successors": "historical trade codes take the indicator of the successor country",
    "steam_coal": "coking coal (270112) is counted under steam coal as well with the peer",
    "truncation": "production is cut to whole units with the peer",
    "gas_units": "natural gas production in million m³ is added to tonnes with the peer; here 1 m³ = 0.8 kg",
}
"""The differences of the corrected variant, by short name."""


def geopolrisk(
    library: Library,
    *,
    years: Sequence[int],
    importers: Sequence[str] | None = None,
    variant: Variant = "corrected",
) -> pl.DataFrame:
    """Score every material of the method for the importers and years.

    Args:
        library: the data; trade, production, stability and the method's own code map are used.
        years: calendar years; before 2018 there is no production and every row is not assessable.
        importers: alpha-3 codes; ``None`` for every country of the method.
        variant: ``as-published`` or ``corrected``.

    Returns:
        One row a material, importer and year: material, symbol, importer, year, status, score, hhi, import_risk,
        price_kusd_t, characterisation_factor, imports_t, reason. Scores are fractions; a row that is not assessable
        has null figures and says why.

    """
    if variant not in ("as-published", "corrected"):
        raise UnknownChoiceError("variant", variant, ["as-published", "corrected"])
    published = variant == "as-published"
    codes, symbols = _codes(library, published)
    materials = list(codes)
    lands = _importers(library, importers)
    wanted = np.asarray(sorted(set(years)), dtype=np.int16)

    production, hhi = _production(library, materials, wanted, lands, published)
    flow, value, risky = _flows(library, codes, wanted, lands, published)
    with np.errstate(divide="ignore", invalid="ignore"):
        import_risk = risky / (flow + production)
        price = value / flow
    traded = flow + production > 0 if published else flow > 0
    import_risk = np.where(traded, import_risk, 0.0)
    score = hhi[:, :, None] * import_risk
    price = np.where(flow > 0, price, 0.0)

    m, y, c = (index.ravel() for index in np.indices(score.shape))
    frame = pl.DataFrame(
        {
            "material": np.asarray(materials)[m],
            "symbol": np.asarray([symbols[name] for name in materials])[m],
            "importer": np.asarray(list(lands))[c],
            "year": wanted[y],
            "score": score.ravel(),
            "hhi": hhi[m, y],
            "import_risk": import_risk.ravel(),
            "price_kusd_t": price.ravel(),
            "characterisation_factor": (score * price / COPPER_FACTOR).ravel(),
            "imports_t": flow.ravel(),
        }
    )
    return _with_status(frame, published)


def _with_status(frame: pl.DataFrame, published: bool) -> pl.DataFrame:
    no_production = pl.col("hhi").is_nan()
    no_trade = pl.lit(False) if published else pl.col("imports_t") == 0
    reason = (
        pl.when(no_production)
        .then(pl.lit("no world production in the data for this year (World Mining Data covers 2018 onward)"))
        .when(no_trade)
        .then(pl.lit("no imports of the method's trade codes are recorded"))
        .otherwise(pl.lit(""))
    )
    figures = ["score", "hhi", "import_risk", "price_kusd_t", "characterisation_factor"]
    frame = frame.with_columns(reason.alias("reason"))
    assessed = pl.col("reason") == ""
    return frame.with_columns(
        pl.when(assessed).then(pl.lit("assessed")).otherwise(pl.lit("not_assessable")).alias("status"),
        *(pl.when(assessed).then(pl.col(name)).alias(name) for name in figures),
    ).sort("importer", "year", "material", maintain_order=True)


def _codes(library: Library, published: bool) -> tuple[dict[str, list[int]], dict[str, str]]:
    """Return the method's trade codes and symbol by material, in the order of its map."""
    usable = library.method_codes.filter((pl.col("code") != "Not Available") & pl.col("symbol").is_not_null())
    codes: dict[str, list[int]] = {}
    symbols: dict[str, str] = {}
    for row in usable.iter_rows(named=True):
        more = [int(code) for code in row["more_codes"].split(";")] if row["more_codes"] else []
        found = sorted({int(row["code"]), *more})
        if not published and row["material"] == "Steam Coal":
            found.remove(_COKING_COAL)
        codes[row["material"]] = found
        symbols[row["material"]] = row["symbol"]
    return codes, symbols


def _importers(library: Library, importers: Sequence[str] | None) -> dict[str, int]:
    register = countries()
    known = set(library.method_countries["country_code"].to_list())
    if importers is None:
        return {land.iso3: land.code for land in register.values() if land.code is not None and land.code in known}
    return {iso3: register[iso3].code or -1 for iso3 in importers}


def _production(
    library: Library, materials: list[str], years: npt.NDArray[np.int16], lands: dict[str, int], published: bool
) -> tuple[F64, F64]:
    """Return own production by (material, year, importer) in the unit of trade and the HHI by (material, year)."""
    sheet_of = dict(library.method_codes.select("material", "sheet").iter_rows())
    own = np.zeros((len(materials), years.size, len(lands)))
    hhi = np.full((len(materials), years.size), np.nan)
    column = {code: c for c, code in enumerate(lands.values())}
    table = library.production.filter(pl.col("year").is_in(years))
    by_sheet = {key[0]: part for key, part in table.partition_by("sheet", as_dict=True).items()}
    place = {int(year): y for y, year in enumerate(years)}
    for m, material in enumerate(materials):
        part = by_sheet.get(sheet_of[material])
        if part is None:
            continue
        amount = part["quantity"].fill_null(0.0).to_numpy()
        if published:
            amount = np.trunc(amount)
        y = np.asarray([place[year] for year in part["year"]])
        total = np.bincount(y, amount, years.size)
        # float64 throughout: whole numbers of tonnes squared overflow int64 for coal.
        square = np.bincount(y, amount * amount, years.size)
        with np.errstate(divide="ignore", invalid="ignore"):
            hhi[m] = square / (total * total)
        unit = part["unit"][0]
        scale = 0.001 if unit == "kg" else 1.0
        if unit == "Mio m3" and not published:
            scale = 1e6 * _CUBIC_METRE_T
        c = np.asarray([column.get(code, -1) for code in part["country_code"]])
        here = c >= 0
        own[m, y[here], c[here]] = amount[here] * scale
    return own, hhi


def _flows(
    library: Library, codes: dict[str, list[int]], years: npt.NDArray[np.int16], lands: dict[str, int], published: bool
) -> tuple[F64, F64, F64]:
    """Return imports in tonnes, their value in kUSD and Σ g·f, each by (material, year, importer)."""
    pairs = [(code, m) for m, found in enumerate(codes.values()) for code in found]
    trade = library.trade.filter(pl.col("year").is_in(years) & pl.col("code").is_in([code for code, _ in pairs]))
    if len(lands) == 1:
        trade = trade.filter(pl.col("importer") == next(iter(lands.values())))
    year, code = trade["year"].to_numpy(), trade["code"].to_numpy()
    importer, exporter = trade["importer"].to_numpy(), trade["exporter"].to_numpy()
    quantity = trade["quantity_t"].fill_null(0.0).to_numpy()
    value = trade["value_kusd"].fill_null(0.0).to_numpy()

    year_place = np.full(int(years.max()) + 1, -1)
    year_place[years] = np.arange(years.size)
    land_place = np.full(1000, -1)
    for c, number in enumerate(lands.values()):
        if number >= 0:
            land_place[number] = c
    y, c = year_place[year], land_place[importer]
    instability = _instability(library, years, published)
    weight = quantity * instability[exporter, y]

    order = np.argsort(code, kind="stable")
    ordered = code[order]
    shape = (len(codes), years.size, len(lands))
    sums = [np.zeros(shape) for _ in range(3)]
    for number, m in pairs:
        start, stop = np.searchsorted(ordered, [number, number + 1])
        rows = order[start:stop]
        rows = rows[c[rows] >= 0]
        cell = y[rows] * len(lands) + c[rows]
        for total, amount in zip(sums, (quantity, value, weight), strict=True):
            total[m] += np.bincount(cell, amount[rows], years.size * len(lands)).reshape(shape[1:])
    return sums[0], sums[1], sums[2]


def _instability(library: Library, years: npt.NDArray[np.int16], published: bool) -> F64:
    """Return g by (trade code, year): 0 most stable, 1 least."""
    table = library.stability.filter(pl.col("year").is_in(years))
    place = {int(year): y for y, year in enumerate(years)}
    g = np.full((1000, years.size), _NO_STABILITY if published else 1.0)
    if published:
        first = table.filter(pl.col("country_code").is_not_null()).unique(
            ["country_code", "year"], keep="first", maintain_order=True
        )
        for code, year, risk in first.select("country_code", "year", "published_0_1").iter_rows():
            if risk is not None:
                g[code, place[year]] = risk
        return g
    register = countries()
    # The indicator's own country code is right for every row but one: French Guiana stands there as Guyana (328).
    own = table.filter(pl.col("estimate").is_not_null()).unique(["iso3", "year"], keep="last", maintain_order=True)
    for iso3, year, estimate in own.select("iso3", "year", "estimate").iter_rows():
        if iso3 in register:
            for code in register[iso3].codes:
                g[code, place[year]] = (2.5 - estimate) / 5.0
    return g
