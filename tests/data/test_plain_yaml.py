"""Plain YAML that people write: what cannot be read is refused at its row."""

from __future__ import annotations

import pytest

from sonae.core import InputError
from sonae.data import plain_yaml


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb: 2026-02-30\n", "case.yaml, row 2: «2026-02-30» is no day and no number."),
        ("a: 1\nb:\n  - 2026-13-01\n", "case.yaml, row 3: «2026-13-01» is no day and no number."),
        (f"a: {'9' * 5000}\n", f"case.yaml, row 1: «{'9' * 40}» is no day and no number."),
        ("a: 1\n[b]: 2\n", "case.yaml, row 2: a key is a word, not a list or a part."),
        ("a: 1\n? {b: 1}\n: 2\n", "case.yaml, row 2: a key is a word, not a list or a part."),
        ("a: 1\nb: \x07\n", "case.yaml, row 2: this is no readable YAML."),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_row(text: str, said: str) -> None:
    with pytest.raises(InputError) as refusal:
        plain_yaml(text, "case.yaml")
    assert str(refusal.value) == said
