"""The chance that a tender fails, against the posterior computed by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from sonae.core import InputError
from sonae.stockpile.auction import PastTender, auction_settings, failed_tender, failed_tenders, read_tenders


def test_mean_and_interval_of_the_posterior() -> None:
    found = failed_tender("W", 3, 12, prior_failed=0.5, prior_held=0.5, interval=0.9)
    assert found.mean == pytest.approx(3.5 / 13)
    # The same posterior by adding up its density on a fine grid.
    p = (np.arange(2_000_000) + 0.5) / 2_000_000
    density = p**2.5 * (1 - p) ** 8.5
    below = np.cumsum(density) / density.sum()
    assert found.low == pytest.approx(p[np.searchsorted(below, 0.05)], abs=1e-5)
    assert found.high == pytest.approx(p[np.searchsorted(below, 0.95)], abs=1e-5)


def test_a_flat_prior_is_laplaces_rule() -> None:
    assert failed_tender("W", 2, 8, prior_failed=1, prior_held=1, interval=0.9).mean == pytest.approx(3 / 10)


def test_by_mineral_and_together() -> None:
    day = dt.date(2024, 1, 1)
    past = [PastTender(day, "W", 0), PastTender(day, "W", 10), PastTender(day, "Co", 5)]
    found = {f.group: f for f in failed_tenders(past, auction_settings())}
    assert {name: (f.failed, f.tenders) for name, f in found.items()} == {"all": (1, 3), "W": (1, 2), "Co": (0, 1)}
    assert all(f.low < f.mean < f.high for f in found.values())
    assert failed_tenders([], auction_settings())[0].mean == 0.5


def test_the_table(tmp_path: Path) -> None:
    file = tmp_path / "past.csv"
    file.write_text("date,mineral,awarded\n2024-05-01,W,0\n2024-06-01,W,12\n", encoding="utf-8")
    assert [t.awarded for t in read_tenders(file)] == [0, 12]
    file.write_text("date,mineral,awarded\n2024-05-01,W,-1\n", encoding="utf-8")
    with pytest.raises(InputError, match="awarded"):
        read_tenders(file)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(InputError, match="cannot have failed"):
        failed_tender("W", 2, 1, prior_failed=1, prior_held=1, interval=0.9)
    with pytest.raises(InputError, match="prior"):
        failed_tender("W", 1, 1, prior_failed=0, prior_held=1, interval=0.9)
