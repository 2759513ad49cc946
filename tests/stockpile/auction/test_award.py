"""The award is the best one, and its proof stands without the solver."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.core import InputError
from sonae.stockpile.auction.award import solve
from sonae.stockpile.auction.network import relaxed
from sonae.stockpile.auction.program import Program, ProgramBid, ProgramLot
from sonae.stockpile.auction.proof import Duals, Node, breaches, check, enumerated, upper_bound
from tests.stockpile.auction.programs import allowed, brute_force, programs

pytestmark = pytest.mark.slow


@settings(max_examples=100, deadline=None)
@given(programs(bids=5))
def test_the_award_is_that_of_brute_force(program: Program) -> None:
    solution = solve(program)
    assert solution.optimal
    assert dict(solution.award) == brute_force(program)
    assert allowed(program, {bid.id: solution.award.get(bid.id, 0) for bid in program.bids})


@settings(max_examples=100, deadline=None)
@given(programs(bids=6, divisible=True))
def test_divisible_awards_need_no_choice_and_leave_no_gap(program: Program) -> None:
    for part, tree, proof in solve(program).parts:
        assert tree.bid is None
        assert proof.leaves == 1
        assert upper_bound(part, tree.duals, frozenset(), frozenset()) == proof.worth
    assert dict(solve(program).award) == brute_force(program)


@settings(max_examples=100, deadline=None)
@given(programs(lots=1, bids=6))
def test_enumeration_agrees_with_brute_force(program: Program) -> None:
    found = enumerated(program)
    if found is not None:
        assert found == brute_force(program)


@settings(max_examples=100, deadline=None)
@given(programs(bids=5), st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(program: Program, chance: object) -> None:
    bids = list(program.bids)
    chance.shuffle(bids)  # type: ignore[attr-defined]
    again = Program(tuple(reversed(program.lots)), tuple(bids), program.cap_by_lot, program.cap_in_all)
    assert dict(solve(again).award) == dict(solve(program).award)


@settings(max_examples=100, deadline=None)
@given(programs(bids=5), st.data())
def test_a_higher_price_never_wins_less(program: Program, data: st.DataObject) -> None:
    """Allowed awards do not depend on prices, so that the units of a bid cannot fall when its own price rises."""
    if not program.bids:
        return
    bid = data.draw(st.sampled_from(program.bids))
    raised = replace(bid, value=bid.value + data.draw(st.integers(1, 3)))
    bids = tuple(raised if b.id == bid.id else b for b in program.bids)
    after = Program(program.lots, bids, program.cap_by_lot, program.cap_in_all)
    assert solve(after).award.get(bid.id, 0) >= solve(program).award.get(bid.id, 0)


@settings(max_examples=100, deadline=None)
@given(programs(bids=5), st.data())
def test_any_duals_bound_every_award(program: Program, data: st.DataObject) -> None:
    price = st.integers(0, program.ceiling)
    duals = Duals(
        {lot.id: data.draw(price) for lot in program.lots},
        {(lot.id, place): data.draw(price) for lot in program.lots for place, _ in lot.set_asides},
        {key: data.draw(price) for key in program.cap_by_lot},
        {buyer: data.draw(price) for buyer in program.cap_in_all},
    )
    best = brute_force(program)
    chosen = frozenset(name for name in best if data.draw(st.booleans()))
    refused = frozenset(b.id for b in program.bids if b.id not in best and data.draw(st.booleans()))
    assert upper_bound(program, duals, chosen, refused) >= program.worth(best)


@settings(max_examples=60, deadline=None)
@given(programs(bids=6, divisible=True))
def test_the_linear_program_agrees_with_highs(program: Program) -> None:
    """The same program in yen alone, without set-asides, by a solver that shares nothing with ours."""
    from scipy.optimize import linprog

    plain = Program(
        tuple(ProgramLot(lot.id, lot.quantity) for lot in program.lots),
        program.bids,
        program.cap_by_lot,
        program.cap_in_all,
    )
    if not plain.bids:
        return
    rows = [([b.lot == lot.id for b in plain.bids], lot.quantity) for lot in plain.lots]
    rows += [([(b.buyer, b.lot) == key for b in plain.bids], cap) for key, cap in plain.cap_by_lot.items()]
    rows += [([b.buyer == k for b in plain.bids], cap) for k, cap in plain.cap_in_all.items()]
    found = linprog(
        [-b.value for b in plain.bids], [[float(x) for x in row] for row, _ in rows], [cap for _, cap in rows],
        bounds=[(0, b.quantity) for b in plain.bids],
    )  # fmt: skip
    award, _ = relaxed(plain, frozenset(), frozenset())
    assert award is not None
    assert plain.levels(award).value_yen == pytest.approx(-found.fun, abs=1e-6)


def bid(name: str, value: int, quantity: int, minimum: int = 0, *, buyer: str = "", rank: int = 0) -> ProgramBid:
    return ProgramBid(name, buyer or name, "L", value, quantity, minimum, rank)


def test_a_false_award_or_a_false_tree_is_found() -> None:
    program = Program((ProgramLot("L", 10),), (bid("a", 5, 6, 6), bid("b", 4, 6, 6, rank=1)), {}, {})
    solution = solve(program)
    ((part, tree, proof),) = solution.parts
    assert solution.award == {"a": 6}
    assert proof.enumerated
    assert not check(part, {"b": 6}, tree).optimal
    assert not check(part, {"a": 6}, Node()).optimal
    assert check(part, {"a": 7}, tree).breaches
    assert check(part, {"a": 6, "b": 6}, tree).breaches
    negative = Node(duals=Duals({"L": -1}))
    assert "a dual is negative" in check(part, {"a": 6}, negative).breaches
    assert breaches(program, {"c": 1})


def test_one_half_tree_is_no_proof() -> None:
    program = Program((ProgramLot("L", 10),), (bid("a", 5, 6, 6), bid("b", 6, 5, 5, rank=1)), {}, {})
    tree = Node("a", Node(), None)
    assert not check(program, {"b": 5}, tree).optimal


def test_forty_equal_drums_need_few_nodes() -> None:
    """Forty all-or-nothing bids of 300 at one price for 10 000: the cut closes what branching alone would not."""
    bids = tuple(bid(f"b{i:02}", 100, 300, 300, rank=i) for i in range(40))
    solution = solve(Program((ProgramLot("L", 10_000),), bids, {}, {}))
    assert solution.optimal
    assert solution.award == {f"b{i:02}": 300 for i in range(33)}
    assert solution.parts[0][2].leaves < 50


def test_a_search_that_stops_says_its_gap() -> None:
    bids = tuple(bid(f"b{i:02}", 100 + 7 * i % 13, 97 + 11 * i % 29, 97 + 11 * i % 29, rank=i) for i in range(30))
    program = Program((ProgramLot("L", 1500),), bids, {}, {})
    short = solve(program, most_nodes=3)
    whole = solve(program)
    assert whole.optimal
    assert not short.optimal
    gained = program.levels(whole.award).value_yen - program.levels(short.award).value_yen
    assert 0 <= gained <= short.parts[0][2].gap_yen


def test_bids_that_cannot_take_part_are_refused() -> None:
    with pytest.raises(InputError, match="cannot take part"):
        Program((ProgramLot("L", 1),), (bid("a", -1, 1),), {}, {})
    with pytest.raises(InputError, match="one name"):
        Program((ProgramLot("L", 1),), (bid("a", 1, 1), bid("a", 1, 1)), {}, {})
