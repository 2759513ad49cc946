"""The core simulation is its plain version, 32 bits do no harm, and bits depend on nothing but the seed."""

from __future__ import annotations

import numpy as np
import pytest

from sonae.compute import ThreadExecutor
from sonae.core import InputError
from sonae.stockpile.simulation.core import CoreModel, run_core_plain, simulate_core
from tests.stockpile.simulation.cores import core_model

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("minerals", "suppliers"), [(40, 20), (3, 5), (1, 1), (7, 6)])
def test_the_kernel_is_the_plain_version(minerals: int, suppliers: int) -> None:
    model = core_model(minerals, suppliers, months=24)
    cost, short, out = run_core_plain(model, 0, 700, 5)
    found = simulate_core(model, 700, 5, keep=True)
    assert found.costs == pytest.approx(cost, rel=2e-4, abs=2e-5 * float(np.abs(cost).max()))
    assert found.shortage * 700 == pytest.approx(short, rel=1e-4, abs=1e-3)
    assert found.months_out * 700 == pytest.approx(out, abs=0.002 * max(1, out.max()))


def test_32_bits_do_no_harm() -> None:
    """Means against 64 bits throughout, on the same random numbers."""
    model = core_model(40, 20)
    found = simulate_core(model, 4096, 5)
    cost, short, out = run_core_plain(model, 0, 4096, 5, kind=np.float64)
    assert found.cost == pytest.approx(cost.mean(), rel=1e-5)
    assert found.cost_error == pytest.approx(cost.std() / 64, rel=1e-3)
    assert found.shortage == pytest.approx(short / 4096, rel=1e-5)
    assert found.months_out == pytest.approx(out / 4096, rel=1e-4)


@pytest.mark.parametrize(("threads", "block"), [(1, 1), (2, 4096), (2, 5000)])
def test_bits_do_not_depend_on_threads_or_blocks(threads: int, block: int) -> None:
    model = core_model(5, 4, months=12)
    whole = simulate_core(model, 13_000, 3, executor=ThreadExecutor(1), block=100_000)
    part = simulate_core(model, 13_000, 3, executor=ThreadExecutor(threads), block=block)
    assert (whole.cost, whole.cost_error) == (part.cost, part.cost_error)
    assert whole.shortage.tobytes() == part.shortage.tobytes()
    assert whole.months_out.tobytes() == part.months_out.tobytes()


def test_bad_models_are_refused() -> None:
    model = core_model(2, 2)
    with pytest.raises(InputError, match="do not add up to 1"):
        CoreModel(**{**vars(model), "moves": model.moves * 0.9})
    with pytest.raises(InputError, match="above 0"):
        CoreModel(**{**vars(model), "demand": model.demand * 0.0})
    with pytest.raises(InputError, match="cannot be simulated"):
        simulate_core(model, 0, 1)
