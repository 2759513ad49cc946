"""Readers of the files that users bring, row by row."""
