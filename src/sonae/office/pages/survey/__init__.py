"""The survey of private stocks: for the agency who has answered and what may leave; for a company its own answers alone."""

from sonae.office.pages.survey.face import ANSWER_FACE, SUMS_FACE, SURVEY_FACE

__all__ = ["ANSWER_FACE", "SUMS_FACE", "SURVEY_FACE"]
