"""The form of facts: frozen, nothing unknown, every field may be left unstated."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Facts", "Name", "Text", "Votes"]

Name = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Votes = Annotated[int, Field(ge=0)]


class Facts(BaseModel):
    """A part of a case. A field that is left out is not stated, which is neither no nor nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
