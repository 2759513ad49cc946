"""Counter-based random numbers, executors, progress. Importing this loads numpy, never numba."""

from sonae.compute.dask_executor import DaskExecutor
from sonae.compute.executor import Executor, ThreadExecutor, available_cores
from sonae.compute.progress import Progress, Silent
from sonae.compute.random import key_of, philox4x32, standard_normals, uniforms, unit_of_words

__all__ = [
    "DaskExecutor",
    "Executor",
    "Progress",
    "Silent",
    "ThreadExecutor",
    "available_cores",
    "key_of",
    "philox4x32",
    "standard_normals",
    "uniforms",
    "unit_of_words",
]
