"""The facts of an equity case, part by part. What is not stated is None, and no rule takes it for anything."""

from sonae.bylaw.facts.adoption import Adoption, Application
from sonae.bylaw.facts.case import EquityCase, case_from_text, case_from_tree, load_case
from sonae.bylaw.facts.contracts import PetroleumContract
from sonae.bylaw.facts.costs import Cost, CostKind, Money, OperatingCost, Stage
from sonae.bylaw.facts.day import Day, come_by
from sonae.bylaw.facts.form import Facts
from sonae.bylaw.facts.funding import Funding, Stake
from sonae.bylaw.facts.interests import Interests, Partner
from sonae.bylaw.facts.investee import Director, Holding, Investee, Party
from sonae.bylaw.facts.management import Drawdown, Management
from sonae.bylaw.facts.oversight import Oversight
from sonae.bylaw.facts.project import Business, Place, Project, Resource
from sonae.bylaw.facts.repayment import Borrowing, Repayment

__all__ = [
    "Adoption", "Application", "Borrowing", "Business", "Cost", "CostKind", "Day", "Director", "Drawdown", "EquityCase",
    "Facts", "Funding", "Holding", "Interests", "Investee", "Management", "Money", "OperatingCost", "Oversight", "Partner",
    "Party", "PetroleumContract", "Place", "Project", "Repayment", "Resource", "Stage", "Stake", "case_from_text",
    "case_from_tree", "come_by", "load_case",
]  # fmt: skip
