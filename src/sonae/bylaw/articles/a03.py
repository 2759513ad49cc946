"""Article 3: parties and contracts as the bylaw defines them. Its businesses (items 2 to 8) stand with article 1."""

from __future__ import annotations

from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.kernel import Answer, Asking, RuleBook, no, not_applicable, yes

__all__ = ["book", "is_petroleum_contract"]

book = RuleBook(TEXT_IN_HAND)

book.ask("terms.party", "当事者は定義に当たるか", "Is the party what the bylaw defines?", each="investee.parties")
book.ask("terms.contract", "石油契約等に当たるか", "Is it one of the petroleum contracts?", each="contracts")
book.ask("terms.partner", "相手方は共同事業者か", "Is the other side a partner?", each="contracts")
book.ask("terms.operator", "オペレーターは誰か", "Who is the operator?", each="contracts")

_JOINT = ("joint_operating", "like_joint_operating")
_COUNTERPARTIES = ("host_government", "partner", "seller_of_rights")


@book.rule("terms.party", "a3.p1")
def defined_elsewhere(ask: Asking) -> Answer:
    return not_applicable("この当事者について本細則に定義はない。", "the bylaw defines nothing of such a party.")


@book.rule("terms.party", "a3.p1.i1", exception_to="terms.party/defined_elsewhere")
def japanese_corporations(ask: Asking) -> Answer | None:
    """Who is one of 本邦法人等 beside Japanese corporations stands in the operating rules, art. 2, item 1."""
    kind = ask.need(".kind")
    if kind not in ("japanese_corporation", "such_corporation"):
        return None
    name = ask.need(".name")
    if kind == "japanese_corporation":
        return yes(
            f"{name}は本邦法人であり、本邦法人等に当たる。",
            f"{name} is a Japanese corporation, and so one of 本邦法人等.",
        )
    where = ask.parameter("operating_rules_a2_i1")
    return yes(
        f"{name}は機構が示した定義（{where}）により本邦法人等とされている。",
        f"{name} is stated to be one of 本邦法人等 by the definition that the agency supplied ({where}).",
    )


@book.rule("terms.party", "a3.p1.i9", exception_to="terms.party/defined_elsewhere")
def host_government(ask: Asking) -> Answer | None:
    if ask.need(".kind") != "host_government":
        return None
    name, licenses = ask.need(".name", ".licenses")
    if licenses:
        return yes(
            f"{name}は許認可を所掌し、産油国政府等に当たる。", f"{name} licenses the project and is a host government."
        )
    return no(
        f"{name}は許認可を所掌せず、産油国政府等でない。",
        f"{name} does not license the project and is no host government.",
    )


def is_petroleum_contract(*, law: bool, of: str, by_investee: bool | None, for_project: bool) -> bool:
    """Return whether a contract or law is one of 石油契約等 (a3.p1.i12)."""
    if not for_project:
        return False
    if law:
        return of == "host_government"
    return bool(by_investee) and of in _COUNTERPARTIES


@book.rule("terms.contract", "a3.p1.i12")
def contract(ask: Asking) -> Answer:
    name, kind, of, for_project = ask.need(".name", ".kind", ".of", ".for_project")
    law = kind == "law"
    by_investee = None if law else ask.flag(".by_investee")
    if is_petroleum_contract(law=law, of=of, by_investee=by_investee, for_project=for_project):
        return yes(f"「{name}」は石油契約等に当たる。", f"«{name}» is one of the petroleum contracts.")
    if not for_project:
        return no(f"「{name}」は事業の実施に関連しない。", f"«{name}» does not go with carrying out the project.")
    if law:
        return no(f"「{name}」は産油国政府等の法令でない。", f"«{name}» is no law of the host government.")
    if not by_investee:
        return no(f"「{name}」は出資先が締結するものでない。", f"«{name}» is not made by the investee.")
    return no(
        f"「{name}」の相手方は産油国政府等、共同事業者、権利取得の相手方のいずれでもない。",
        f"the other side of «{name}» is neither host government nor partner nor seller of the rights.",
    )


@book.rule("terms.partner", "a3.p1.i10")
def partner(ask: Asking) -> Answer:
    """A partner is one under a joint operating agreement or a contract like one, be it this contract or another."""
    if ask.need(".of") != "partner":
        return not_applicable("共同事業者との契約でない。", "it is no contract with a partner.")
    parties = ask.need(".parties")
    joint = {name for one in ask.need("contracts") if one.kind in _JOINT for name in one.parties or ()}
    left = [name for name in parties if name not in joint]
    if left:
        return no(
            f"{'、'.join(left)}は共同操業協定等の当事者でない。",
            f"{', '.join(left)} stand under no joint operating agreement or contract like one.",
        )
    return yes(
        f"{'、'.join(parties)}は共同操業協定等により共同で事業を行う。",
        f"{', '.join(parties)} carry out the project jointly under a joint operating agreement or a contract like one.",
    )


@book.rule("terms.operator", "a3.p1.i11")
def operator(ask: Asking) -> Answer:
    if ask.need(".kind") not in _JOINT:
        return not_applicable("共同操業協定等でない。", "it is no joint operating agreement or contract like one.")
    name = ask.need(".operator")
    return yes(f"操業責任者は{name}である。", f"{name} answers for the operations.", value=name)
