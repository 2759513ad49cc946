"""Tests of the portfolio's document."""
