"""Long work beside the requests: asked for by a command, taken up by a worker, watched, cancelled, ended in one transaction.

A job is a row. :func:`work_off` is the worker's loop, :func:`work_once` one turn of it; :func:`visible_jobs` and :func:`cancel` are
for pages and API. Killed at any moment, a worker leaves a job that another takes up again, or that fails honestly.
"""

from sonae.office.jobs.queue import cancel, visible_jobs
from sonae.office.jobs.work import work_off, work_once

__all__ = ["cancel", "visible_jobs", "work_off", "work_once"]
