"""Two processes give the bits of one machine, though one of them is lost on the way."""

from __future__ import annotations

import os
import signal

import pytest

from sonae.compute import DaskExecutor, Silent, ThreadExecutor
from sonae.stockpile.simulation import StockModel, draw_lost, simulate_stock
from tests.stockpile.simulation.test_run import same_bits

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]
SCENARIOS = 100_000


def test_a_cluster_gives_the_same_bits_though_a_worker_is_lost(busy_stock: StockModel) -> None:
    alone = simulate_stock(busy_stock, SCENARIOS, 7, executor=ThreadExecutor(1))
    with DaskExecutor(workers=2) as executor:
        workers = list(executor.client.run(os.getpid).values())

        class KillingOne(Silent):
            killed = False

            def advance(self, amount: float) -> None:
                if not self.killed:
                    self.killed = True
                    os.kill(workers[0], signal.SIGKILL)

        progress = KillingOne()
        shared = simulate_stock(busy_stock, SCENARIOS, 7, executor=executor, progress=progress, block=4096)
        assert progress.killed
        assert workers[0] not in executor.client.run(os.getpid).values()
        lost = draw_lost(busy_stock, 7, 0, 3000, executor=executor)
    assert same_bits(alone, shared)
    assert lost.tobytes() == draw_lost(busy_stock, 7, 0, 3000).tobytes()
