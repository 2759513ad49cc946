"""The page of the file format is made of the models."""

from __future__ import annotations

from tests.evaluation.file_fields import PAGE, fields_text, parts, renewed


def test_the_page_holds_every_part_field_and_kind() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert renewed(text) == text, "run python -m tests.evaluation.file_fields"
    assert len(list(parts())) > 40
    assert "### `claims`: attainment" in fields_text()
