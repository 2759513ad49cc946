"""The stages of a case's life."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Stage"]


class Stage(StrEnum):
    """Where a case stands between application and sale of the shares."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REVIEW = "review"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    UNDER_WAY = "under_way"
    TERMINATING = "terminating"
    DISPOSING = "disposing"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"

    @property
    def ja(self) -> str:
        """The stage in Japanese."""
        return _SAID[self][0]

    @property
    def en(self) -> str:
        """The stage in English."""
        return _SAID[self][1]

    @property
    def ended(self) -> bool:
        """Whether nothing more happens in it."""
        return self in (Stage.CLOSED, Stage.WITHDRAWN, Stage.CANCELLED)


_SAID = {
    Stage.DRAFT: ("作成中", "draft"),
    Stage.SUBMITTED: ("申込み済", "submitted"),
    Stage.REVIEW: ("審査中", "under review"),
    Stage.ADOPTED: ("採択", "adopted"),
    Stage.REJECTED: ("不採択", "rejected"),
    Stage.UNDER_WAY: ("実施中", "under way"),
    Stage.TERMINATING: ("終結手続中", "terminating"),
    Stage.DISPOSING: ("株式処分中", "disposing of shares"),
    Stage.CLOSED: ("完了", "closed"),
    Stage.WITHDRAWN: ("取下げ", "withdrawn"),
    Stage.CANCELLED: ("採択取消し", "adoption cancelled"),
}
