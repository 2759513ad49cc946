"""GeoPolRisk of every material for every importer and the seven years with production data."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from benchmarks.measure import Line, report, run_job

YEARS = list(range(2018, 2025))
BAR_S, BAR_RATIO = 1.2, 2.0
FIGURES = ("score", "hhi", "import_risk", "characterisation_factor")


def lines() -> list[Line]:
    ours = run_job(__name__, "product", times=3)
    plain = run_job(__name__, "numpy_baseline", times=3)
    same = run_job(__name__, "compare")
    ratio = ours.seconds / plain.seconds
    return [
        Line(
            f"GeoPolRisk, all materials × {ours.found['importers']} importers × 7 years, no bands, best of 3",
            ours.seconds, ours.peak_mb, f"≤ {BAR_S} s and ≤ {BAR_RATIO:g} × plain numpy",
            f"plain numpy {plain.seconds:.3f} s, {plain.peak_mb:.0f} MB: ratio {ratio:.2f}",
            f"{same.found['rows']:,} rows equal to the plain version, largest difference {same.found['difference']:.1e}",
            ratio <= BAR_RATIO and same.found["difference"] <= 1e-9,
        )
    ]  # fmt: skip


def product() -> dict[str, Any]:
    from sonae.data import Library
    from sonae.supply_risk import geopolrisk

    began = time.perf_counter()
    table = geopolrisk(Library.open(public_only=True), years=YEARS, variant="as-published")
    return report(time.perf_counter() - began, importers=table["importer"].n_unique(), rows=table.height)


def numpy_baseline() -> dict[str, Any]:
    from benchmarks.plain_numpy import scores
    from sonae.data import CURRENT
    from sonae.data.pack import pack_directory

    directory = pack_directory(CURRENT)
    began = time.perf_counter()
    scores(directory, YEARS)
    return report(time.perf_counter() - began)


def compare() -> dict[str, Any]:
    from benchmarks.plain_numpy import scores
    from sonae.data import Library, countries
    from sonae.supply_risk import geopolrisk

    library = Library.open(public_only=True)
    table = geopolrisk(library, years=YEARS, variant="as-published")
    plain = scores(library.directory, YEARS)
    material = {name: i for i, name in enumerate(plain["material"])}
    country = {int(code): i for i, code in enumerate(plain["country"])}
    lands = countries()
    assessed = table.filter(table["status"] == "assessed")
    m = np.asarray([material[name] for name in assessed["material"]])
    c = np.asarray([country[lands[iso3].code or -1] for iso3 in assessed["importer"]])
    y = assessed["year"].to_numpy() - YEARS[0]
    difference = 0.0
    for figure in FIGURES:
        theirs, mine = plain[figure][m, y, c], assessed[figure].to_numpy()
        difference = max(difference, float((np.abs(mine - theirs) / np.maximum(1.0, np.abs(theirs))).max()))
    # The method's list also holds six former states; they import nothing in these years and are no importers of ours.
    expected = int(np.isfinite(plain["score"][:, :, np.unique(c)]).sum())
    if assessed.height != expected:
        difference = np.inf
    return report(0.0, rows=assessed.height, difference=difference)
