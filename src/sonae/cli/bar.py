"""A progress bar on the error stream."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

__all__ = ["Bar"]

_NAMES = {
    "risk": "assessing years",
    "scenarios": "simulating scenarios",
    "parameters": "simulating parameter draws",
    "explanation": "explaining the days",
    "sensitivities": "changing one thing at a time",
    "comparison": "comparing with last year",
    "backtest": "forecasting past years",
    "states of disruption": "fitting states of disruption",
    "lower bound": "raising the lower bound",
    "steering": "choosing the policy",
    "tender lots": "setting tender lots",
    "certificate, planning model": "judging on the planning model",
    "certificate, event model": "judging on the events",
    "value of budget": "valuing the budget",
    "history": "drawing the past",
    "hindsight": "judging with hindsight",
    "measures": "measuring projects",
    "ledgers": "writing ledgers",
    "charts": "drawing charts",
    "documents": "writing documents",
}


class Bar:
    """Shows the current part and how far it is; Ctrl-C stops the work between two blocks."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TimeElapsedColumn(),
            console=Console(stderr=True), transient=True,
        )  # fmt: skip
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def stage(self, name: str, total: float) -> None:
        """Start a part."""
        if self._task is not None:
            self._progress.remove_task(self._task)
        self._task = self._progress.add_task(_NAMES.get(name, name), total=total)

    def advance(self, amount: float) -> None:
        """Count."""
        if self._task is not None:
            self._progress.advance(self._task, amount)

    def check(self) -> None:
        """Let Ctrl-C through; it arrives as KeyboardInterrupt in the main thread."""
