"""What the simulation is given, against numbers worked out by hand: shares, hits, softening and growth.

The plain simulation reads these arrays from the model as the kernel does, so that neither can find a fault in them.
"""

from __future__ import annotations

import numpy as np
import pytest

from sonae.data import CAUSES, CHOKEPOINTS
from sonae.stockpile.target_days import ShortageModel
from sonae.stockpile.target_days.model import CAUSE_SLOTS, GROUP, KINDS, PAD
from sonae.stockpile.target_days.reference import DrawnAct, need_of_scenario
from sonae.supply_risk import Policy
from tests.stockpile.models import Reading, hazards, shortage_model

# India lies behind Malacca for Japan, Kazakhstan behind the Turkish Straits, Suez, Bab el-Mandeb and Malacca.
TWO_SUPPLIERS = Reading({"IND": 0.7, "AUS": 0.3}, {"IND": 0.4, "CHN": 0.6}, 0.6, equity={"IND": 0.5})


def by_place(model: ShortageModel, table: np.ndarray) -> dict[str, float]:
    """The places with a weight, for a line."""
    return {place: float(value) for place, value in zip(model.places, table, strict=True) if value}


def channels(model: ShortageModel, variant: int = 0, line: int = 0) -> tuple[dict[str, float], dict[str, float]]:
    arrays = model.arrays()
    return by_place(model, arrays["opened"][variant, line]), by_place(model, arrays["owned"][variant, line])


class TestChannels:
    def test_two_suppliers_one_half_owned_behind_a_strait(self, policy: Policy) -> None:
        """Direct: 0.4·0.7 = 0.28 from India, half of it owned, and 0.4·0.3 = 0.12 from Australia.

        World: 0.7·0.5 = 0.35 of the imports are owned and are not outbid, so that 0.6·(1 − 0.35) = 0.39 is left:
        0.39·0.4 on India, 0.39·0.6 on China.
        """
        opened, owned = channels(shortage_model(policy, hazards({}), [TWO_SUPPLIERS]))
        assert opened == pytest.approx({"IND": 0.14 + 0.156, "AUS": 0.12, "CHN": 0.234, "MALACCA": 0.14})
        assert owned == pytest.approx({"IND": 0.14, "MALACCA": 0.14})

    @pytest.mark.parametrize(("survival", "world"), [(0.0, 0.6), (0.5, 0.6 * 0.825), (1.0, 0.39)])
    def test_what_is_owned_is_outbid_in_the_world_channel_by_the_policys_share(
        self, policy: Policy, survival: float, world: float
    ) -> None:
        other = policy.with_value("equity_survival.world_channel", survival)
        opened, _ = channels(shortage_model(other, hazards({}), [TWO_SUPPLIERS]))
        assert opened["CHN"] == pytest.approx(world * 0.6)
        assert opened["IND"] == pytest.approx(0.14 + world * 0.4)

    def test_a_long_route_is_struck_at_each_of_its_straits(self, policy: Policy) -> None:
        line = Reading({"KAZ": 0.8, "CAN": 0.2}, {"KAZ": 1.0}, 0.5, equity={"KAZ": 0.25})
        opened, owned = channels(shortage_model(policy, hazards({}), [line]))
        straits = ("TURKISH_STRAITS", "SUEZ", "BAB_EL_MANDEB", "MALACCA")
        assert owned == pytest.approx(dict.fromkeys(("KAZ", *straits), 0.1))
        assert opened == pytest.approx(
            dict.fromkeys(straits, 0.3) | {"KAZ": 0.3 + 0.5 * 0.8, "CAN": 0.1, "PANAMA": 0.1}
        )

    def test_straits_touch_the_direct_channel_only(self, policy: Policy) -> None:
        opened, owned = channels(shortage_model(policy, hazards({}), [Reading({}, {"IND": 1.0}, 1.0)]))
        assert opened == {"IND": 1.0}
        assert owned == {}

    def test_a_supplier_too_small_in_both_channels_is_undisturbed(self, policy: Policy) -> None:
        other = policy.with_value("shares.place_minimum", 0.005)
        small = Reading({"IND": 0.004, "AUS": 0.996}, {"AUS": 0.996, "IND": 0.004}, 0.5)
        opened, _ = channels(shortage_model(other, hazards({}), [small]))
        assert opened == pytest.approx({"AUS": 0.996})
        seen = Reading({"IND": 0.004, "AUS": 0.996}, {"AUS": 0.994, "IND": 0.006}, 0.5)
        opened, _ = channels(shortage_model(other, hazards({}), [seen]))
        assert opened == pytest.approx({"AUS": 0.995, "IND": 0.002 + 0.003, "MALACCA": 0.002})
        bought = Reading({"IND": 0.5, "AUS": 0.5}, {"AUS": 0.996, "IND": 0.004}, 0.5)
        opened, _ = channels(shortage_model(other, hazards({}), [bought]))
        assert opened == pytest.approx({"AUS": 0.748, "IND": 0.25 + 0.002, "MALACCA": 0.25})

    def test_each_reading_of_a_line_has_its_own(self, policy: Policy) -> None:
        model = shortage_model(policy, hazards({}), [TWO_SUPPLIERS])
        bare = Reading({"IND": 1.0}, {"CHN": 1.0}, 0.5, recycling=0.25)
        model = model.with_variants([model.variants[0], (bare.variant(),)])
        assert channels(model, 1)[0] == pytest.approx({"IND": 0.5, "MALACCA": 0.5, "CHN": 0.5})
        assert channels(model, 1)[1] == {}
        assert channels(model, 0)[1] == pytest.approx({"IND": 0.14, "MALACCA": 0.14})
        assert model.arrays()["keep"].ravel().tolist() == [1.0, 0.75]


class TestHits:
    """Chances of 2¹⁶ by place, cause and mineral; classes of world share end at 10, 30 and 60 %."""

    HIT = (0.05, 0.1, 0.2, 0.3)

    def threshold(self, model: ShortageModel, place: str, cause: str, mineral: int) -> int:
        arrays = model.arrays()
        slot = model.places.index(place) * CAUSE_SLOTS + (CAUSES.index(cause) if cause in CAUSES else 0)
        rows = range(arrays["hit_start"][slot], arrays["hit_start"][slot + 1])
        found = [row for row in rows if arrays["hit_group"][row] == mineral // GROUP]
        return int(arrays["hit_threshold"][mineral % GROUP, found[0]]) if found else 0

    def model(self, policy: Policy, escalation: float) -> ShortageModel:
        lines = [
            Reading({"CHN": 1.0}, {"CHN": 0.7, "AUS": 0.2, "CAN": 0.1}, 0.5, mineral=0),
            Reading({"IND": 1.0}, {"CHN": 0.3, "AUS": 0.61, "IND": 0.09}, 0.5, mineral=11),
        ]
        draw = hazards({}, hit=self.HIT, escalation=escalation)
        return shortage_model(policy, draw, lines, under=frozenset({("M0", "CHN"), ("M11", "IND")}))

    def test_a_measure_in_force_raises_the_chance_of_further_policy_there_and_nowhere_else(
        self, policy: Policy
    ) -> None:
        model = self.model(policy.with_value("shares.classes", (0.1, 0.3, 0.6)), 2.5)
        assert self.threshold(model, "CHN", "policy", 0) == round(0.75 * 65536)
        assert self.threshold(model, "IND", "policy", 11) == round(0.125 * 65536)
        for cause in set(CAUSES) - {"policy"}:
            assert self.threshold(model, "CHN", cause, 0) == round(0.3 * 65536)
        assert self.threshold(model, "CHN", "policy", 11) == round(0.2 * 65536)  # 30 % is of the class from 30 %
        assert self.threshold(model, "AUS", "policy", 0) == round(0.1 * 65536)
        assert self.threshold(model, "AUS", "policy", 11) == round(0.3 * 65536)
        assert self.threshold(model, "CAN", "policy", 0) == round(0.1 * 65536)  # 10 % is of the class from 10 %
        assert self.threshold(model, "CAN", "policy", 11) == 0

    def test_a_raised_chance_is_at_most_certain(self, policy: Policy) -> None:
        assert self.threshold(self.model(policy, 9.0), "CHN", "policy", 0) == 65536

    def test_a_strait_strikes_whatever_is_shipped_through_it(self, policy: Policy) -> None:
        model = self.model(policy, 2.5)
        assert self.threshold(model, "MALACCA", "chokepoint", 11) == 65536
        assert self.threshold(model, "MALACCA", "chokepoint", 0) == 0
        for place in set(CHOKEPOINTS) - {"MALACCA"}:
            assert self.threshold(model, place, "chokepoint", 11) == 0

    def test_a_closed_strait_is_felt_by_those_who_ship_through_it(self, policy: Policy) -> None:
        lines = [
            Reading({"IND": 1.0}, {"CHN": 1.0}, 0.5, mineral=0),
            Reading({"AUS": 1.0}, {"IND": 1.0}, 0.5, mineral=1),
        ]
        need = shortage_model(policy, hazards({}, chokepoint=0.5, depth=0.9), lines).simulate(400, 3)[0]
        assert (need[0] > 0).mean() > 0.5
        assert not need[1].any()


@pytest.fixture(scope="module")
def soft_policy(policy: Policy) -> Policy:
    """Softening as the method page states it, whatever the policy in force says."""
    for path, value in {
        "ramp_start_month": 12, "ramp_full_month": 48, "ramp_ceiling": 0.5,
        "restraint_start_month": 1, "restraint_full_month": 12, "restraint_ceiling": 0.05,
        "substitution_start_month": 6, "substitution_full_month": 36,
    }.items():  # fmt: skip
        policy = policy.with_value(f"softening.{path}", value)
    return policy.with_value("days.horizon_months", 60).with_value("days.days_per_month", 30.4)


class TestAges:
    @pytest.mark.parametrize(
        ("age", "left"), [(0, 1.0), (12, 1.0), (13, 1 - 0.5 / 36), (30, 0.75), (48, 0.5), (59, 0.5)]
    )
    def test_new_supply_makes_up_a_loss(self, soft_policy: Policy, age: int, left: float) -> None:
        model = shortage_model(soft_policy, hazards({}), [TWO_SUPPLIERS])
        assert model.arrays()["ramp"][PAD + age] == pytest.approx(left)
        assert model.ramp()[age] == pytest.approx(left)

    @pytest.mark.parametrize(
        ("age", "restraint", "course"),
        [(0, 0.0, 0.0), (1, 0.0, 0.0), (6, 0.05 * 5 / 11, 0.0), (7, 0.05 * 6 / 11, 1 / 30), (12, 0.05, 0.2),
         (21, 0.05, 0.5), (36, 0.05, 1.0), (59, 0.05, 1.0)],
    )  # fmt: skip
    def test_thrift_and_substitution_ease_a_need(
        self, soft_policy: Policy, age: int, restraint: float, course: float
    ) -> None:
        line = Reading({"CHN": 1.0}, {"CHN": 1.0}, substitution=0.4)
        model = shortage_model(soft_policy, hazards({}), [line, TWO_SUPPLIERS])
        soft = model.arrays()["soft"][0]
        assert soft[0, PAD + age] == pytest.approx(restraint + 0.4 * course)
        assert soft[1, PAD + age] == pytest.approx(restraint)
        assert [part[age] for part in model.softening()] == pytest.approx([restraint, course])

    @pytest.mark.parametrize(("month", "factor"), [(0, 1.0), (12, 1.08), (30, 1.08**2.5), (48, 1.08**4)])
    def test_need_grows_with_demand(self, soft_policy: Policy, month: int, factor: float) -> None:
        line = Reading({"CHN": 1.0}, {"CHN": 1.0}, growth=0.08)
        growth = shortage_model(soft_policy, hazards({}), [line, TWO_SUPPLIERS]).arrays()["growth"][0]
        assert growth[0, month] == pytest.approx(factor)
        assert growth[1, month] == 1.0

    def test_owned_supply_survives_by_cause(self, policy: Policy) -> None:
        other = policy.with_value("equity_survival.unrest", 0.75).with_value("equity_survival.chokepoint", 0.25)
        survive = shortage_model(other, hazards({}), [TWO_SUPPLIERS]).arrays()["survive"]
        assert {kind: value for kind, value in zip(KINDS, survive, strict=True) if value} == {
            "unrest": 0.75, "chokepoint": 0.25,
        }  # fmt: skip


def test_the_need_of_one_act_worked_out_by_hand(soft_policy: Policy) -> None:
    """Unrest cuts half of India from month 10 to month 33; half of what is owned there goes on.

    Of the line 0.296 is open and 0.14 owned: loss 0.5·0.296 + 0.25·0.14 = 0.183. A tenth is recycled.
    """
    policy = soft_policy.with_value("equity_survival.unrest", 0.5)
    line = Reading(
        TWO_SUPPLIERS.imports,
        TWO_SUPPLIERS.world,
        0.6,
        equity={"IND": 0.5},
        recycling=0.1,
        substitution=0.2,
        growth=0.05,
    )
    model = shortage_model(policy, hazards({}), [line])
    act = DrawnAct("IND", "unrest", 10, 34, 0.5, frozenset({0}))
    total = 0.0
    for age in range(24):
        ramp = 1 - 0.5 * max(0, age - 12) / 36
        loss = 0.296 * 0.5 * ramp + 0.14 * 0.5 * ramp * 0.5
        thrift = 0.05 * min(1, max(0, age - 1) / 11)
        substituted = 0.2 * max(0, age - 6) / 30
        total += max(0, loss * 0.9 - thrift - substituted) * 1.05 ** ((10 + age) / 12)
    assert need_of_scenario(model, [act], 0) == pytest.approx(30.4 * total)
    assert total > 1
