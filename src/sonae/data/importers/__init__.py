"""Readers of the files that users bring, row by row."""

__all__: list[str] = []
