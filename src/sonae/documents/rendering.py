"""Turning vega-lite specifications into SVG, on every core.

Measuring Japanese text is slow and holds the interpreter, so that charts are drawn by worker processes: each runs
``chart_worker.py``, reads specifications as JSON lines and answers with SVG as JSON lines.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sonae.compute import available_cores
from sonae.core import SonaeError
from sonae.documents.fonts import font_directory

__all__ = ["draw_all"]

_WORKER = Path(__file__).with_name("chart_worker.py")


def draw_all(specs: Mapping[str, dict[str, Any]], *, done: Callable[[], None] = lambda: None) -> dict[str, str]:
    """Return the SVG of every specification, by its key.

    Args:
        specs: vega-lite specifications as plain data.
        done: called after each chart; may raise to stop the work.

    Raises:
        SonaeError: when a worker fails.

    """
    keys = sorted(specs)
    workers = max(1, min(available_cores(), len(keys)))
    shares = [keys[i::workers] for i in range(workers)]
    processes = [
        subprocess.Popen(
            [sys.executable, str(_WORKER), str(font_directory())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        for _ in shares
    ]

    def work(place: int) -> dict[str, str]:
        process, out = processes[place], {}
        if process.stdin is None or process.stdout is None:
            raise SonaeError("a worker for charts could not be started.")
        for key in shares[place]:
            process.stdin.write(json.dumps(specs[key], ensure_ascii=False) + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
            if not answer:
                raise SonaeError(f"the chart «{key}» could not be drawn.")
            out[key] = str(json.loads(answer))
            done()
        process.stdin.close()
        return out

    try:
        with ThreadPoolExecutor(workers) as pool:
            parts = list(pool.map(work, range(workers)))
    finally:
        for process in processes:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()
    return {key: svg for part in parts for key, svg in part.items()}
