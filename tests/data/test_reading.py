"""A file that a person wrote: its text or a refusal, and the first thing wrong with its form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from sonae.core import InputError
from sonae.data import read_text, refusal_of


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid")

    lots: list[int]
    money: str = "JPY"

    @field_validator("money")
    @classmethod
    def _of_the_list(cls, value: str) -> str:
        if value != "JPY":
            raise ValueError("USD and others are not kept here" if value == "USD" else "Money is yen.")
        return value


def refused(tree: dict[str, Any], **said: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        Form.model_validate(tree)
    return str(refusal_of(caught.value, "a.yaml", **said))


def test_the_mark_of_an_editor_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfname: \xe5\x82\x99\xe3\x81\x88\n")
    assert read_text(path) == "name: 備え\n"


def test_what_is_no_text_is_refused_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    with pytest.raises(InputError, match=r"a\.yaml: the plan file does not exist\."):
        read_text(path, "the plan file")
    with pytest.raises(InputError, match="the file does not exist"):
        read_text(tmp_path)
    path.write_bytes("備え".encode("cp932"))
    with pytest.raises(InputError, match=r"^a\.yaml: the plan file is not UTF-8; expected UTF-8 text\.$"):
        read_text(path, "the plan file")


def test_the_first_complaint_names_the_field_and_not_the_value() -> None:
    assert refused({}) == "a.yaml, field «lots»: the field is missing."
    assert refused({"lots": [], "colour": "red"}) == "a.yaml, field «colour»: there is no such field."
    said = refused({"lots": [1, "secret"]}, row=3)
    assert said.startswith("a.yaml, row 3, field «lots.1»: input should be a valid integer")
    assert "secret" not in said


def test_a_sentence_of_ones_own_is_kept() -> None:
    assert refused({"lots": [], "money": "EUR"}) == "a.yaml, field «money»: money is yen."
    assert refused({"lots": [], "money": "USD"}) == "a.yaml, field «money»: USD and others are not kept here."
    own = refused({}, field="plan.lots", missing="no lot is stated", expected="a list")
    assert own == "a.yaml, field «plan.lots»: no lot is stated; expected a list."
    assert refused({"lots": [], "a": 1}, unknown="known are lots, money").endswith("known are lots, money.")
