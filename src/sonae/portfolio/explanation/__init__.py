"""Every number of a portfolio review explained: formula, provision, inputs, down to a line of a ledger or a field of a file.

:class:`Explainer` explains the number at a path of the review's JSON; a :class:`Figure` names the rule of :data:`RULES` that makes
it of its parts, so that it can be counted again.
"""

from sonae.portfolio.explanation.explain import Explainer, number_paths
from sonae.portfolio.explanation.figure import GIVEN, RULES, Figure

__all__ = ["GIVEN", "RULES", "Explainer", "Figure", "number_paths"]
