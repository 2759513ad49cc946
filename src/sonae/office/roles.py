"""Who works in the office: the roles, and what each of them is."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Role"]


class Role(StrEnum):
    """A role that an account is granted; one account may hold several, and a gate looks at all of them."""

    APPLICANT = "applicant"
    PROMOTION = "promotion"
    REVIEW = "review"
    EXECUTIVE = "executive"
    FINANCE = "finance"
    STOCKPILE = "stockpile"
    PLANNING = "planning"
    AUDITOR = "auditor"
    COMMITTEE = "committee"
    MINISTRY = "ministry"
    PUBLIC = "public"
    ADMINISTRATOR = "administrator"

    @property
    def ja(self) -> str:
        """The role in Japanese."""
        return _SAID[self][0]

    @property
    def en(self) -> str:
        """The role in English."""
        return _SAID[self][1]

    @property
    def of_agency(self) -> bool:
        """Whether who holds it works for the agency and sees cases of all applicants."""
        return self not in (Role.APPLICANT, Role.COMMITTEE, Role.MINISTRY, Role.PUBLIC)


_SAID = {
    Role.APPLICANT: ("申請企業", "applicant company"),
    Role.PROMOTION: ("推進部門", "promotion department"),
    Role.REVIEW: ("審査部門", "review department"),
    Role.EXECUTIVE: ("決裁者", "executive"),
    Role.FINANCE: ("財務部門", "finance department"),
    Role.STOCKPILE: ("備蓄部門", "stockpile department"),
    Role.PLANNING: ("企画・評価部門", "planning and evaluation"),
    Role.AUDITOR: ("監査", "auditor"),
    Role.COMMITTEE: ("外部委員", "external committee"),
    Role.MINISTRY: ("所管省", "ministry"),
    Role.PUBLIC: ("一般", "public"),
    Role.ADMINISTRATOR: ("システム管理者", "administrator"),
}
