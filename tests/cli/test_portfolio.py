"""«sonae portfolio …» and «sonae project guarantee» on the command line."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from shutil import copytree

import pytest

from tests.cli.conftest import Ran
from tests.cli.test_commands import one_sentence

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("portfolio")]

Sonae = Callable[..., Ran]
HERE = Path(str(files("sonae.portfolio.cases") / "demonstration"))
TENDER = """
name: fictional tender
classification: public
amount_yen: 10_000_000_000
unit_yen: 100_000_000
ties: pro rata
prices: pay as bid
ceiling: null
bids:
  - {bank: A, amount_yen: 3_000_000_000, rate: 0.0005}
  - {bank: B, amount_yen: 5_000_000_000, rate: 0.0002}
  - {bank: C, amount_yen: 4_000_000_000, rate: 0.0005}
"""


@pytest.fixture
def tender(tmp_path: Path) -> Path:
    path = tmp_path / "tender.yaml"
    path.write_text(TENDER, encoding="utf-8")
    return path


class TestReview:
    @pytest.mark.soak  # docs/howto/portfolio-report.md is run with the same words
    def test_the_documents_are_written_and_their_lines_shown(self, sonae: Sonae, tmp_path: Path) -> None:
        shown = sonae("portfolio", "review", "demonstration", "--out", tmp_path / "out", "--language", "en")
        assert shown.code == 0, shown.err
        lines = shown.out.splitlines()
        assert lines[0] == str(tmp_path / "out" / "portfolio.html")
        assert lines[1] == "PUBLIC — all projects are fictional"
        assert "6 of rank A" in lines[2]
        assert (tmp_path / "out" / "ledgers" / "akane-copper.xlsx").is_file()
        assert (tmp_path / "out" / "portfolio.pdf").is_file()

    def test_data_goes_to_a_file_as_before(self, sonae: Sonae, tmp_path: Path) -> None:
        path = tmp_path / "review.json"
        assert sonae("portfolio", "review", "demonstration", "--format", "json", "--out", path).code == 0
        assert json.loads(path.read_text(encoding="utf-8"))["ranks"]["hinoki-gas"] == "C"

    def test_what_is_secret_is_refused_on_the_screen_before_anything_is_computed(
        self, sonae: Sonae, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        copytree(HERE, tmp_path / "own")
        business = tmp_path / "own" / "business.yaml"
        business.write_text(
            business.read_text(encoding="utf-8").replace("classification: public", "classification: secret"), "utf-8"
        )

        def computed(*_: object) -> None:
            raise AssertionError("it was computed")

        monkeypatch.setattr("sonae.portfolio.cases.evaluate_portfolio", computed)
        assert "is not shown on a screen" in one_sentence(
            sonae("portfolio", "review", tmp_path / "own", "--conditions", "demonstration")
        )
        assert "no condition set is named" in one_sentence(sonae("portfolio", "review", tmp_path / "own"))

    @pytest.mark.soak  # the library's form of it stands in tests/documents/portfolio/test_files.py
    def test_what_is_secret_is_written_for_its_owner_and_nothing_is_shown(self, sonae: Sonae, tmp_path: Path) -> None:
        copytree(HERE, tmp_path / "own")
        funding = tmp_path / "own" / "funding.yaml"
        funding.write_text(funding.read_text(encoding="utf-8").replace("classification: public\n", ""), "utf-8")
        shown = sonae(
            "portfolio", "review", tmp_path / "own", "--conditions", "demonstration", "--out", tmp_path / "out"
        )
        assert shown.code == 0, shown.err
        assert len(shown.out.splitlines()) == 2
        assert "SECRET" in shown.out
        assert "akane" not in shown.out + shown.err
        assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700
        assert stat.S_IMODE((tmp_path / "out" / "portfolio.json").stat().st_mode) == 0o600

    def test_slips_are_answered_with_a_sentence(self, sonae: Sonae, tmp_path: Path) -> None:
        words = ("portfolio", "review", "demonstration")
        assert "unknown language" in one_sentence(sonae(*words, "--language", "fr"))
        (tmp_path / "taken").write_text("mine", encoding="utf-8")
        assert "is no folder" in one_sentence(sonae(*words, "--out", tmp_path / "taken"))
        (tmp_path / "other").mkdir()
        (tmp_path / "other" / "letters.txt").write_text("mine", encoding="utf-8")
        assert "letters.txt" in one_sentence(sonae(*words, "--out", tmp_path / "other"))
        assert "nowhere.yaml" in one_sentence(sonae(*words, "--conditions", "nowhere.yaml"))


class TestFunding:
    def test_borrowings_stand_beside_predicted_receipts(self, sonae: Sonae) -> None:
        words = ("portfolio", "funding", HERE / "funding.yaml", "--portfolio", "demonstration")
        shown = sonae(*words)
        assert shown.code == 0, shown.err
        assert "nobody has confirmed the repayment plan of «B2026»" in shown.out
        document = json.loads(sonae(*words, "--format", "json").out)
        assert [one["name"] for one in document["borrowings"]] == ["L2026", "B2026"]
        for row in document["periods"]:
            assert row["gap"] <= row["interest"] + row["principal"]
        assert (
            document["borrowings"][1]["refinancing_peak"]
            == max(row["refinanced"] for row in document["periods"] if row["borrowing"] == "B2026")
            or document["borrowings"][1]["refinancing_peak"] > 0
        )
        assert sonae(*words, "--format", "csv").out.startswith("borrowing,currency,period,receipts")

    def test_slips_are_answered_with_a_sentence(self, sonae: Sonae, tmp_path: Path) -> None:
        assert "to be predicted" in one_sentence(sonae("portfolio", "funding", HERE / "funding.yaml"))
        assert "missing.yaml" in one_sentence(sonae("portfolio", "funding", tmp_path / "missing.yaml"))
        text = (HERE / "funding.yaml").read_text(encoding="utf-8")
        bad = tmp_path / "bad.yaml"
        bad.write_text(text.replace("rate: 0.0125", "rate: high"), encoding="utf-8")
        assert "bad.yaml, field «borrowings.0.rate»" in one_sentence(sonae("portfolio", "funding", bad))
        bad.write_text(text.replace("classification: public\n", ""), encoding="utf-8")
        said = one_sentence(sonae("portfolio", "funding", bad, "--portfolio", "demonstration"))
        assert "is not shown on a screen" in said


class TestTender:
    def test_the_lowest_rates_fill_the_amount(self, sonae: Sonae, tender: Path) -> None:
        shown = sonae("portfolio", "tender", tender)
        assert "weighted rate 0.035000%; not filled 0 million yen" in shown.out
        document = json.loads(sonae("portfolio", "tender", tender, "--format", "json").out)
        assert {row["bank"]: row["lent_yen"] // 10**8 for row in document["awards"]} == {"B": 50, "A": 21, "C": 29}
        assert document["weighted_rate_exact"] == "7/20000"

    def test_without_a_file_it_shows_what_was_published(self, sonae: Sonae) -> None:
        rows = json.loads(sonae("portfolio", "tender", "--format", "json").out)
        assert [row["month"] for row in rows] == ["2023-04", "2023-09", "2023-12", "2024-01", "2024-02"]

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("ties: pro rata", "ties: dice", "unknown tie rule «dice»"),
            ("rate: 0.0002", "rate: 2", "field «bids.1.rate»: the rate of B is none"),
            ("amount_yen: 5_000_000_000", "amount_yen: 5", "field «bids.1.amount_yen»: the amount of B is no multiple"),
            ("bank: C", "bank: A", "A bids twice"),
            ("unit_yen: 100_000_000\n", "", "field «unit_yen»: the field is missing"),
            ("ceiling: null", "ceiling: true", "field «ceiling»"),
            ("prices: pay as bid", "prices: pay as bid\nfees: 3", "there is no such field"),
            ("classification: public\n", "", "is not shown on a screen"),
        ],
    )
    def test_slips_are_answered_with_a_sentence(
        self, sonae: Sonae, tender: Path, old: str, new: str, said: str
    ) -> None:
        assert old in TENDER
        tender.write_text(TENDER.replace(old, new), encoding="utf-8")
        assert said in one_sentence(sonae("portfolio", "tender", tender))


class TestGuarantee:
    def test_exposure_fee_and_loss_are_told(self, sonae: Sonae) -> None:
        words = ("project", "guarantee", HERE / "kaede-lng.yaml", "--conditions", "demonstration", "--rate", "funding")
        shown = sonae(*words)
        assert shown.code == 0, shown.err
        assert "project_loan: 50% guaranteed, fee 0.40% a year, million USD" in shown.out
        found = json.loads(sonae(*words, "--format", "json").out)["guarantees"][0]
        assert found["years"][0] == {"fiscal_year": 2025, "at_end": 150_000_000, "peak": 150_000_000}
        assert found["net"] == pytest.approx(found["fee"] - found["loss"])
        assert found["break_even_fee"] * found["fee"] / found["fee_rate"] == pytest.approx(found["loss"])
        assert sonae(*words, "--format", "csv").out.splitlines()[0] == "loan,currency,fiscal_year,at_end,peak"

    def test_slips_are_answered_with_a_sentence(self, sonae: Sonae, tmp_path: Path) -> None:
        assert "no loan of the project is guaranteed" in one_sentence(
            sonae(
                "project", "guarantee", HERE / "akane-copper.yaml", "--conditions", "demonstration", "--rate", "funding"
            )
        )
        assert "«fundng»" in one_sentence(
            sonae("project", "guarantee", HERE / "kaede-lng.yaml", "--conditions", "demonstration", "--rate", "fundng")
        )
        assert "missing.yaml" in one_sentence(
            sonae(
                "project", "guarantee", tmp_path / "missing.yaml", "--conditions", "demonstration", "--rate", "funding"
            )
        )
