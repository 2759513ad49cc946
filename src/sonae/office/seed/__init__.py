"""The demonstration agency: a made-up cast and the lives of made-up cases, all through the commands of the office."""

from sonae.office.seed.cast import DEMO_PASSWORD, Cast, seed_cast
from sonae.office.seed.lives import DemoCase, demo_cases, seed_demo

__all__ = ["DEMO_PASSWORD", "Cast", "DemoCase", "demo_cases", "seed_cast", "seed_demo"]
