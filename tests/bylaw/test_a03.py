"""Article 3: Japanese corporations, host governments, partners, operators and petroleum contracts."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from tests.bylaw.application_case import asked, outcome


def party(kind: str, parameters: dict[str, str] | None = None, **more: Any) -> tuple[str, tuple[str, ...], str]:
    investee = {"name": "X", "incorporated": True, "parties": [{"name": "P", "kind": kind, **more}]}
    found = asked("terms.party", {"investee": investee}, of="investee.parties.1", **(parameters or {}))
    return found.outcome.value, found.missing, found.citations[0].provision


def test_parties() -> None:
    assert party("japanese_corporation") == ("yes", (), "a3.p1.i1")
    assert party("such_corporation") == ("open", ("parameter operating_rules_a2_i1",), "a3.p1.i1")
    assert party("such_corporation", {"operating_rules_a2_i1": "as of 2023"}) == ("yes", (), "a3.p1.i1")
    for kind in ("japanese_person", "foreign_person", "foreign_corporation", "agency"):
        assert party(kind) == ("not applicable", (), "a3.p1")


def test_a_host_government_licenses() -> None:
    assert party("host_government", licenses=True) == ("yes", (), "a3.p1.i9")
    assert party("host_government", licenses=False) == ("no", (), "a3.p1.i9")
    assert party("host_government") == ("open", ("investee.parties.1.licenses",), "a3.p1.i9")


def contract(**fields: Any) -> dict[str, Any]:
    return {
        "contracts.1": {
            "name": "C", "kind": "other_contract", "of": "partner", "parties": ["Q"], "by_investee": True, "for_project": True,
            **fields,
        },
    }  # fmt: skip


def about(question: str, changes: dict[str, Any]) -> str:
    return outcome(question, changes, of="contracts.1")


@pytest.mark.parametrize("kind", ["joint_operating", "like_joint_operating", "other_contract", "law"])
def test_petroleum_contracts(kind: str) -> None:
    others = ("host_government", "partner", "seller_of_rights", "other")
    for of, by, related in product(others, (True, False), (True, False)):
        rightly = of == "host_government" if kind == "law" else by and of != "other"
        found = about("terms.contract", contract(kind=kind, of=of, by_investee=by, for_project=related))
        assert found == ("yes" if related and rightly else "no"), (of, by, related)


def test_what_is_wanting_of_a_contract_is_said() -> None:
    said = {
        "does not go with": {"for_project": False}, "no law of the host": {"kind": "law"},
        "not made by the investee": {"by_investee": False}, "neither host government": {"of": "other"},
    }  # fmt: skip
    for words, fields in said.items():
        assert words in asked("terms.contract", contract(**fields), of="contracts.1").because


def test_a_partner_stands_under_a_joint_operating_agreement() -> None:
    joint = {"name": "J", "kind": "joint_operating", "of": "partner", "parties": ["Q"], "operator": "Q"}
    assert about("terms.partner", contract()) == "no"
    assert about("terms.partner", {**contract(), "contracts.2": joint}) == "yes"
    assert about("terms.partner", {**contract(), "contracts.2": {**joint, "kind": "like_joint_operating"}}) == "yes"
    assert about("terms.partner", {**contract(), "contracts.2": {**joint, "parties": ["R"]}}) == "no"
    assert about("terms.partner", {**contract(parties=["Q", "R"]), "contracts.2": joint}) == "no"
    unsaid = {**joint, "parties": None}
    assert about("terms.partner", {**contract(), "contracts.2": joint, "contracts.3": unsaid}) == "yes"
    assert about("terms.partner", contract(of="seller_of_rights")) == "not applicable"


def test_the_operator_is_named_by_a_joint_operating_agreement() -> None:
    found = asked("terms.operator", contract(kind="joint_operating", operator="Q"), of="contracts.1")
    assert (found.outcome.value, found.value) == ("yes", "Q")
    assert asked("terms.operator", contract(kind="like_joint_operating"), of="contracts.1").missing == (
        "contracts.1.operator",
    )
    assert about("terms.operator", contract(operator="Q")) == "not applicable"
