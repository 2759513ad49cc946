"""Replay of history: what a stock and a rule would have done through the acts of the log, against the best in hindsight."""

from sonae.stockpile.history.file import Episode, ReplayEntry, ReplayFile, episodes, load_replay, replay_of_options
from sonae.stockpile.history.hindsight import Hindsight, hindsight
from sonae.stockpile.history.model import ActInForce, History, ImportCheck, MaterialHistory, ReplayTerms, Window
from sonae.stockpile.history.record import HistoryChoices, history_of
from sonae.stockpile.history.replay import MaterialRun, Replay, replay
from sonae.stockpile.history.review import MaterialReview, ReplayReview, instant_knowledge, review_replay
from sonae.stockpile.history.rows import act_rows, check_rows, month_rows, summary_rows

__all__ = [
    "ActInForce",
    "Episode",
    "Hindsight",
    "History",
    "HistoryChoices",
    "ImportCheck",
    "MaterialHistory",
    "MaterialReview",
    "MaterialRun",
    "Replay",
    "ReplayEntry",
    "ReplayFile",
    "ReplayReview",
    "ReplayTerms",
    "Window",
    "act_rows",
    "check_rows",
    "episodes",
    "hindsight",
    "history_of",
    "instant_knowledge",
    "load_replay",
    "month_rows",
    "replay",
    "replay_of_options",
    "review_replay",
    "summary_rows",
]
