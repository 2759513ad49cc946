"""The ledger of a project: every line of every period under a regime."""

from sonae.economics.ledger.lines import TIMING, dated_values, program_of, timing_lines

__all__ = ["TIMING", "dated_values", "program_of", "timing_lines"]
