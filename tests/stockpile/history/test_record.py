"""From the log to the loss of a month: who is bound, by which shares, and nothing from after the act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sonae.core import InputError, Source, UnknownChoiceError
from sonae.data import Acts, Library
from sonae.data.acts import check_acts
from sonae.stockpile.history import History, HistoryChoices, history_of
from sonae.supply_risk import ContainedTrade, Exposure, Policy
from tests.tiny import Flow, steady_flows, tiny_library

HEAD = [
    "act_id", "start", "end", "place_type", "place", "destination_iso3", "mineral_symbols", "cause", "instrument",
    "depth_nominal", "depth_observed", "confidence", "note", "source",
]  # fmt: skip
WEIGHT = 0.5 * 0.9 + 0.5 * 1400 / 1500
"""China's weight in bismuth of the tiny library: nine tenths of Japan's imports, 1 400 of 1 500 t of world exports."""


def act(name: str, start: str, end: str = "", **other: str) -> list[str]:
    row = {
        "act_id": name, "start": start, "end": end, "place_type": "country", "place": "CHN", "destination_iso3": "",
        "mineral_symbols": "Bi", "cause": "policy", "instrument": "export_ban", "depth_nominal": "", "depth_observed": "0.5",
        "confidence": "seen", "note": "", "source": "made up",
    }  # fmt: skip
    return list((row | other).values())


@pytest.fixture
def bismuth(tmp_path: Path, policy: Policy) -> Callable[..., History]:
    """The months of bismuth for Japan in a tiny library with the given acts, 2010–2011 unless said otherwise."""
    made = iter(range(100))

    def run(
        *rows: list[str], flows: Iterable[Flow] | None = None, first: str = "2010-01", last: str = "2011-12",
        importer: str = "JPN", minerals: tuple[str, ...] = ("Bi",), **choices: Any,
    ) -> History:  # fmt: skip
        library = tiny_library(tmp_path / str(next(made)), flows=flows)
        table = check_acts(HEAD, list(rows) or [act("OLD-1995", "1995-01-01", "1995-02-01")], "acts.csv")
        library.__dict__["acts"] = Acts(table, Source("made", "1", "Apache-2.0"))
        ends = [dt.date.fromisoformat(f"{month}-01") for month in (first, last)]
        return history_of(library, policy, importer, minerals, *ends, choices=HistoryChoices(**choices))

    return run


Bismuth = Callable[..., History]


def test_the_loss_of_a_month_by_hand(bismuth: Bismuth, policy: Policy) -> None:
    one = bismuth(act("A", "2010-04-01", "2010-09-30")).materials[0]
    assert one.unit == "t"
    assert one.material.consumption_t_a_day == pytest.approx(990 / 365)  # 99 % bismuth
    assert one.share_lost[:3].tolist() == [0, 0, 0]
    assert one.share_lost[3] == pytest.approx(0.5 * WEIGHT, rel=1e-12)
    assert one.share_lost[4] == pytest.approx(0.5 * WEIGHT, rel=1e-12)
    assert (one.share_lost[3:9] > 0).all()
    assert (one.share_lost[9:] == 0).all()
    restraint = policy.softening.restraint_ceiling / 11
    assert one.share_lost[5] == pytest.approx(0.5 * WEIGHT - restraint, abs=1e-9)
    struck = one.acts[0]
    assert (struck.begin, struck.stop, struck.depth, struck.depth_basis) == (3, 9, 0.5, "observed")
    assert struck.weight == pytest.approx(WEIGHT)
    assert one.prices.tolist() == pytest.approx([15_000 * 1000 / (1500 * 0.99) * 150.0] * 24)
    assert one.material.price_yen_a_t == pytest.approx(1.5e6 / 0.99)


def test_an_act_that_names_others_does_not_bind(bismuth: Bismuth) -> None:
    others = bismuth(act("A", "2010-04-01", destination_iso3="USA;DEU")).materials[0]
    assert others.acts == ()
    assert (others.share_lost == 0).all()
    named = bismuth(act("A", "2010-04-01", destination_iso3="USA;JPN")).materials[0]
    assert named.share_lost[3] == pytest.approx(0.5 * WEIGHT)
    assert named.acts[0].open_ended


def test_an_act_in_force_before_the_window_is_state(bismuth: Bismuth) -> None:
    one = bismuth(act("A", "2009-11-01"), act("B", "2011-01-01", place="KOR", depth_observed="1"))
    assert [struck.act_id for struck in one.materials[0].acts] == ["B"]
    assert (one.materials[0].share_lost[:12] == 0).all()


def test_nothing_after_an_act_moves_its_effect(bismuth: Bismuth) -> None:
    rows = [act("A", "2010-04-01", depth_observed=""), act("B", "2011-06-01", "2011-08-31", depth_observed="")]
    plain = bismuth(*rows).materials[0]
    turned = [
        (year, code, out, into, tonnes * (7 if out == "KOR" and year >= 2010 else 1), value)
        for year, code, out, into, tonnes, value in steady_flows()
    ]
    other = bismuth(*rows, flows=turned).materials[0]
    assert other.share_lost[:12].tolist() == plain.share_lost[:12].tolist()
    assert other.courses[3].tolist() == plain.courses[3].tolist()
    assert other.material.consumption_t_a_day == plain.material.consumption_t_a_day
    assert not np.allclose(other.share_lost[17:20], plain.share_lost[17:20])  # act B knows the year 2010
    later = [(y, c, o, i, t * (7 if o == "KOR" and y >= 2011 else 1), v) for y, c, o, i, t, v in steady_flows()]
    assert bismuth(*rows, flows=later).materials[0].share_lost.tolist() == plain.share_lost.tolist()


def test_a_later_act_does_not_move_what_was_known_before_it(bismuth: Bismuth) -> None:
    alone = bismuth(act("A", "2010-04-01")).materials[0]
    both = bismuth(act("A", "2010-04-01"), act("B", "2011-01-01", depth_observed="1", place="KOR")).materials[0]
    assert sorted(both.courses) == [3, 12]
    assert both.courses[3].tolist() == alone.share_lost.tolist()
    assert (both.share_lost >= alone.share_lost - 1e-12).all()
    assert both.share_lost[12] > alone.share_lost[12]


def test_depth_stated_nominal_and_fitted_say_so(bismuth: Bismuth) -> None:
    row = act("A", "2010-04-01", depth_observed="", depth_nominal="1")
    fitted = bismuth(row).materials[0].acts[0]
    assert fitted.depth_basis == "fitted: mean of policy as known at the end of 2009"
    assert 0 < fitted.depth < 1
    nominal = bismuth(row, depth="nominal").materials[0]
    assert nominal.acts[0].depth == 1.0
    assert nominal.acts[0].depth_basis.startswith("nominal")
    assert bismuth(row, depths={"A": 0.25}).materials[0].acts[0].depth == 0.25
    with pytest.raises(UnknownChoiceError, match="act of the window «B»"):
        bismuth(row, depths={"B": 0.25})
    with pytest.raises(InputError, match="no share"):
        bismuth(row, depths={"A": 1.5})


def test_a_short_act_cuts_for_its_days_and_a_late_one_counts_from_the_next_month(bismuth: Bismuth) -> None:
    one = bismuth(act("A", "2010-04-20", "2010-04-25"), act("B", "2011-12-20")).materials[0]
    struck = one.acts[0]
    assert (struck.begin, struck.stop) == (4, 5)
    assert struck.depth == pytest.approx(0.5 * 6 / 30)
    assert len(one.acts) == 1  # B would begin after the window


def test_chokepoints_bind_by_route(bismuth: Bismuth) -> None:
    hormuz = act("A", "2010-04-01", place_type="chokepoint", place="HORMUZ", mineral_symbols="", depth_observed="1")
    one = bismuth(hormuz).materials[0]
    assert one.acts == ()  # no ship from China or Korea passes it
    assert one.courses == {}


def test_imports_are_set_beside_the_modelled_loss(bismuth: Bismuth) -> None:
    kept = bismuth(act("A", "2010-01-01", "2010-12-31")).materials[0].checks[0]
    assert (kept.imports_t, kept.base_t, kept.fall) == (
        pytest.approx(990.0),
        pytest.approx(990.0),
        pytest.approx(0.0, abs=1e-12),
    )
    assert kept.modelled_loss > 0.4
    assert kept.verdict == "a loss is modelled, but imports did not fall"
    fallen = [(y, c, o, i, t * (0.5 if o == "CHN" and y == 2010 else 1), v) for y, c, o, i, t, v in steady_flows()]
    seen = bismuth(act("A", "2010-01-01", "2010-12-31", depth_observed="0.1"), flows=fallen).materials[0].checks
    assert seen[0].fall == pytest.approx(0.45)
    assert seen[0].struck_fall == pytest.approx(0.5)
    assert seen[0].verdict == "imports fell by more than the modelled loss"
    assert seen[1].verdict == "no loss is modelled"


def test_what_is_not_seen_is_counted_in_days_or_left_out(bismuth: Bismuth) -> None:
    row = act("A", "2020-03-01", mineral_symbols="Ga")
    one = bismuth(row, first="2020-01", last="2020-12", minerals=("Ga",)).materials[0]
    assert (one.unit, one.priced) == ("days", False)
    assert one.material.consumption_t_a_day == 1.0
    assert one.acts[0].weight == pytest.approx(0.98)
    assert any("in days of consumption" in reason for reason in one.reasons)
    early = bismuth(minerals=("Ga",))
    assert early.materials == ()
    assert early.left_out["Ga"]
    said = bismuth(
        row, first="2020-01", last="2020-12", minerals=("Ga",), consumption_t={"Ga": 365.0}, price_yen_a_t={"Ga": 5e7}
    ).materials[0]
    assert (said.unit, said.priced, said.material.consumption_t_a_day) == ("t", True, 1.0)


@pytest.mark.parametrize(
    ("first", "last", "word"),
    [
        ("2011-01", "2010-12", "holds 0 months"),
        ("1998-01", "1999-12", "begins too early"),
        ("2000-01", "2021-01", "253 months"),
        ("2090-01", "2090-12", "ends ahead"),
    ],
)
def test_windows_that_cannot_be_replayed_are_refused(bismuth: Bismuth, first: str, last: str, word: str) -> None:
    with pytest.raises(InputError, match=word):
        bismuth(first=first, last=last)


@pytest.mark.pack
@pytest.mark.xdist_group("japan")
@pytest.mark.slow
class TestRealPack:
    @pytest.fixture
    def rare_earths(
        self, pack: Library, policy: Policy, pack_trade: ContainedTrade, pack_exposure: Exposure
    ) -> Callable[[str], History]:
        def run(importer: str) -> History:
            ends = dt.date(2010, 1, 1), dt.date(2014, 12, 1)
            return history_of(pack, policy, importer, ["REE"], *ends, trade=pack_trade, exposure=pack_exposure)

        return run

    def test_the_stop_of_2010_bound_japan_alone(self, rare_earths: Callable[[str], History]) -> None:
        japan, korea = rare_earths("JPN"), rare_earths("KOR")
        stop = "CHN-2010-09-21"
        assert stop in {one.act_id for one in japan.acts}
        assert stop not in {one.act_id for one in korea.acts}
        x = japan.materials[0].share_lost
        assert x[:6].max() == 0
        assert x[9] > x[8] + 0.03
        assert japan.materials[0].acts[0].weight > 0.6

    def test_prices_show_the_peak_of_2011_and_imports_fell(self, rare_earths: Callable[[str], History]) -> None:
        one = rare_earths("JPN").materials[0]
        by_year = one.prices[::12]
        assert by_year[1] > 3 * by_year[0]
        check = next(check for check in one.checks if check.year == 2012)
        assert check.fall is not None
        assert check.fall > 0.4
        assert check.fall > check.modelled_loss
