"""Rules as code: questions, rules with provision and precedence, findings with their derivation.

A :class:`RuleBook` holds questions and rules; a :class:`Derivation` answers them for a case on a day. A rule sees the case through
:class:`Asking`, which keeps what was read; what is not stated leaves the question open and is named, never guessed.
"""

from sonae.bylaw.kernel.answer import Answer, gap, no, not_applicable, open_until, yes
from sonae.bylaw.kernel.asking import Asking, Awaited, plain
from sonae.bylaw.kernel.derivation import Dated, Derivation, Grounds, Source
from sonae.bylaw.kernel.judgement import Judgement
from sonae.bylaw.kernel.rules import Body, Question, Rule, RuleBook
from sonae.bylaw.kernel.words import Words

__all__ = [
    "Answer", "Asking", "Awaited", "Body", "Dated", "Derivation", "Grounds", "Judgement", "Question", "Rule", "RuleBook", "Source",
    "Words", "gap", "no", "not_applicable", "open_until", "plain", "yes",
]  # fmt: skip
