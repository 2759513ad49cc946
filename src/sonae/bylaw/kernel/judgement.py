"""What only a person may judge: who, when, why, on what evidence. Rules ask for it and never work it out."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from sonae.bylaw.kernel.written import day_as_written, one_line

__all__ = ["Judgement"]

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000), AfterValidator(one_line)]


class Judgement(BaseModel):
    """A judgement of the agency or of the minister.

    Attributes:
        point: what was judged, such as «annex2.reserves».
        of: the entry of the case that it is about, such as «costs.3»; empty for the case as a whole.
        holds: whether the point was found to hold.
        by: the person, with office.
        on: the day. A judgement counts from that day on.
        reason: why.
        evidence: papers it rests on.

    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    point: Text
    of: str = ""
    holds: bool
    by: Text
    on: Annotated[dt.date, BeforeValidator(day_as_written)]
    reason: Text
    evidence: Annotated[tuple[Text, ...], Field(min_length=1)]

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {**self.model_dump(mode="json"), "evidence": list(self.evidence)}
