from pathlib import Path

import pytest

from sonae.core import Classification
from sonae.data import KINDS, LICENCES, PACKS, catalogue, import_file, pull
from tests.data.tables import GOOD, write_csv
from tests.data.wheels import TRADE, make_wheel


@pytest.mark.usefixtures("cache", "agency")
def test_before_anything_is_fetched_or_imported() -> None:
    rows = catalogue()
    assert len(rows) == 3 * len(PACKS) + 4 + len(KINDS)
    states = [row.state for row in rows]
    assert states.count("not cached: run «sonae data pull»") == 6
    assert states.count("ready") == 4
    assert {state for state in states if state.startswith("not imported")} == {
        f"not imported ({kind})" for kind in KINDS
    }
    assert all(row.licence in {licence.name for licence in LICENCES.values()} for row in rows)


def test_world_mining_data_may_not_be_passed_on() -> None:
    by_name = {row.name: row.redistributable for row in catalogue()}
    assert by_name["World Mining Data"] is False
    assert by_name["BACI bilateral trade (CEPII)"] is True
    assert by_name["Equity interests"] is False


@pytest.mark.usefixtures("agency")
def test_an_imported_table_says_where_it_lies(tmp_path: Path) -> None:
    import_file("equity", write_csv(tmp_path / "ours.csv", GOOD["equity"].rows))
    (row,) = (row for row in catalogue() if row.name == "Equity interests")
    assert (row.state, row.classification) == ("imported", Classification.SECRET)
    assert "from ours.csv" in row.vintage
    assert Path(row.where).is_dir()


@pytest.mark.usefixtures("agency")
def test_a_cached_pack_shows_its_coverage(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = make_wheel(tmp_path / "shelf")
    directory = pull(pack, source=tmp_path / "shelf").directory
    monkeypatch.setitem(PACKS, "current", pack)
    trade, production, stability = catalogue()[:3]
    assert trade.coverage == f"2022–2023, {len(TRADE)} rows"
    assert production.coverage == "2022–2023, 6 rows"
    assert stability.coverage == "2022–2023, 8 rows"
    assert {row.where for row in (trade, production, stability)} == {str(directory)}
    assert trade.vintage == "pack 0.0.1 (current)"


@pytest.mark.pack
def test_the_real_packs_show_their_coverage() -> None:
    trade = catalogue()[0]
    assert (trade.coverage, trade.state) == ("1995–2024, 1,264,888 rows", "cached")
