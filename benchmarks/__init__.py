"""Timings beside a peer or a baseline, with the results checked in the same run: ``make bench``."""
