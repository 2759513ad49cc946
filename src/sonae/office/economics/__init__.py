"""Economic evaluation in the office: the files of a valuation, the engine run on them, and the runs that a case keeps.

:func:`read_inputs` reads and checks what a run is asked with, :func:`worked_out` runs the engine with progress, :func:`run_of`
reads a run back.
"""

from sonae.office.economics.engine import canonical, worked_out
from sonae.office.economics.files import FILE_KINDS, Inputs, Wanted, condition_names, read_inputs
from sonae.office.economics.runs import RunView, relied_on, run_of, runs_of
from sonae.office.economics.sets import PublishedSet, published_sets

__all__ = [
    "FILE_KINDS", "Inputs", "PublishedSet", "RunView", "Wanted", "canonical", "condition_names", "published_sets", "read_inputs",
    "relied_on", "run_of", "runs_of", "worked_out",
]  # fmt: skip
