"""The facts of an equity case, part by part. What is not stated is None, and no rule takes it for anything."""

from sonae.bylaw.facts.adoption import Adoption
from sonae.bylaw.facts.case import EquityCase, case_from_text, case_from_tree, load_case
from sonae.bylaw.facts.contracts import PetroleumContract
from sonae.bylaw.facts.form import Facts
from sonae.bylaw.facts.investee import Director, Holding, Investee, Party
from sonae.bylaw.facts.management import Management
from sonae.bylaw.facts.project import Project

__all__ = [
    "Adoption", "Director", "EquityCase", "Facts", "Holding", "Investee", "Management", "Party", "PetroleumContract", "Project",
    "case_from_text", "case_from_tree", "load_case",
]  # fmt: skip
