"""The command line: ``sonae data``, ``sonae risk``, ``sonae days``, ``sonae review``.

Bad input ends with one sentence on the error stream and exit code 2; a traceback is written to a file, never shown.
"""

from sonae.cli.main import app, main

__all__ = ["app", "main"]
