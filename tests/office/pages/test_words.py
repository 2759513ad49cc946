"""Words of the pages: every key that is used is there in both languages, none is left over, no page mixes the two."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from pydantic import BaseModel

from sonae.bylaw import EquityCase
from sonae.core import InputError, UnknownChoiceError
from sonae.office.books import book_moves
from sonae.office.commands import moves
from sonae.office.models import Case
from sonae.office.pages.forms import mistakes_of, said_of
from sonae.office.pages.forms.labels import choice_key, field_key
from sonae.office.pages.told import _inside
from sonae.office.words import all_words, say
from sonae.office.words.refusals import HOUSE
from tests.architecture.tree import SOURCE
from tests.office.pages.conftest import Reader

OFFICE = SOURCE / "office"
SAID = re.compile(r"""{% say ["']([a-z0-9_.]+)["']""")
JAPANESE = re.compile(r"[぀-ヿ一-鿿]")


def sources() -> Iterator[Path]:
    yield from (path for path in OFFICE.rglob("*.py") if "words" not in path.parts)


def literals() -> tuple[set[str], set[str]]:
    """Every text in the source of the office, and every beginning of a text that is put together."""
    whole: set[str] = set()
    starts: set[str] = set()
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            elif isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
                starts.add(str(node.values[0].value))
    return whole, {start for start in starts if re.fullmatch(r"[a-z]+\.[a-z_.]*", start)}


def in_templates() -> set[str]:
    texts = [path.read_text(encoding="utf-8") for path in (OFFICE / "templates").rglob("*.html")]
    keys = {key for text in texts for key in SAID.findall(text)}
    return keys | {key for text in texts for key in re.findall(r'empty="([a-z_.]+)"', text)}


def test_every_word_is_there_in_both_languages() -> None:
    for key, (ja, en) in all_words().items():
        assert ja.strip(), key
        assert en.strip(), key
        assert JAPANESE.search(ja) or not re.search(r"[a-z]{4}", ja), key
        assert not JAPANESE.search(en), key
        assert set(re.findall(r"{(\w+)}", ja)) == set(re.findall(r"{(\w+)}", en)), key


def test_every_word_that_a_template_says_is_there() -> None:
    assert in_templates() - set(all_words()) == set()


def asked() -> Iterator[tuple[type[BaseModel], str, frozenset[Any]]]:
    """Every field that a page shows, with what it may be one of."""
    left: list[type[BaseModel]] = [EquityCase, *(move.command for move in (*moves().values(), *book_moves().values()))]
    seen: set[type[BaseModel]] = set()
    while left:
        model = left.pop()
        if model in seen:
            continue
        seen.add(model)
        for name in model.model_fields:
            inner, choices = _inside(model, name)
            yield model, name, choices
            left += [inner] if inner else []


def test_every_field_and_every_choice_has_words() -> None:
    words = all_words()
    for model, name, choices in asked():
        extra = model.model_fields[name].json_schema_extra
        own = isinstance(extra, dict) and {"ja", "en"} <= set(extra)
        assert own or field_key(model, name) in words, (model, name)
        for one in choices:
            assert choice_key(name, one) in words, (model, name, one)
    assert {f"do.{kind}" for kind in (*moves(), *book_moves())} == {key for key in words if key.startswith("do.")}


def test_no_word_is_left_over() -> None:
    whole, starts = literals()
    used = whole | in_templates()
    for model, name, choices in asked():
        used |= {field_key(model, name)} | {choice_key(name, one) for one in choices}
    parts = starts - {"fact.", "choice."}
    left = {key for key in all_words() if key not in used and not key.startswith(tuple(parts))}
    left -= {key for key in all_words() if key.startswith(("choice.resource.", "choice.support."))}
    assert left == set()


def test_words_are_asked_for_by_name() -> None:
    with pytest.raises(UnknownChoiceError, match="unknown words"):
        say("nothing.here", "ja")
    with pytest.raises(UnknownChoiceError, match="unknown language"):
        say("nav.home", "fr")


def problems() -> Iterator[str]:
    """The sentence of every InputError that a command or a paper may raise; what is put in is «7»."""
    for path in [
        *(OFFICE / "commands").glob("*.py"),
        *(OFFICE / "books").rglob("*.py"),
        OFFICE / "life.py",
        OFFICE / "papers.py",
        OFFICE / "bus.py",
    ]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "InputError":
                first = node.args[0]
                if isinstance(first, ast.JoinedStr):
                    yield "".join(str(one.value) if isinstance(one, ast.Constant) else "7" for one in first.values)
                elif isinstance(first, ast.Constant):
                    yield str(first.value)


def test_every_refusal_of_the_house_is_told_in_japanese() -> None:
    unsaid = [one for one in problems() if not any(re.fullmatch(pattern, one) for pattern, _ in HOUSE)]
    # A gate that names no question of the bylaw is a fault of the program, not of who typed.
    assert [one for one in unsaid if "nothing is asked as" not in one] == []
    assert said_of(InputError("there is no paper 7", expected="1 to 3"), "ja") == "7番は存在しません。"
    assert (
        said_of(InputError("there is no paper 7", expected="1 to 3"), "en") == "There is no paper 7. Expected: 1 to 3."
    )
    assert said_of("a sentence without translation", "ja") == "受け付けられません: a sentence without translation"


def test_what_the_library_of_the_stock_refuses_is_told_in_japanese() -> None:
    """All that a person at the desk may meet; what only a broken state or another program could bring about is left out."""
    rooms = ("handing_over", "releasing", "purchase", "store", "drills", "reviews", "decisions")
    said = []
    for name in rooms:
        for node in ast.walk(ast.parse((SOURCE / "stockpile" / "books" / f"{name}.py").read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "InputError" and node.args:
                first = node.args[0]
                parts = first.values if isinstance(first, ast.JoinedStr) else [first]
                said.append("".join(str(one.value) if isinstance(one, ast.Constant) else "7" for one in parts))
    assert len(said) > 90
    inside = (
        "a drill begins on the book", "a step of a release that is no drill", "a drill hands over from", "the book and the State",
        "goods that arrive on another day", "voucher «7» sends nothing to site", "a judgement answers the step",
        "the book is closed within the period", "a drill is decided on", "nobody has judged that market", "the market was judged",
        "the offer and the end of the tender",
    )  # fmt: skip
    unsaid = [one for one in said if not any(re.fullmatch(pattern, one) for pattern, _ in HOUSE)]
    assert [one for one in unsaid if not one.startswith(inside)] == []


def test_every_complaint_of_a_field_has_words() -> None:
    from pydantic import ValidationError

    for kind, fields in {
        "work.file": {"name": "x" * 201, "year": "a", "certain_on": "x", "budget": -1, "expected_equity": 1.5},
        "evaluation.rank": {"rank": "Z", "analysed": []}, "case.classify": {"label": 9, "reason": ""},
        "facts.costs": {"costs": [{"name": "", "percent": "x"}, {"name": "y", "percent": "101"}]},
    }.items():  # fmt: skip
        model = moves().of(kind).command
        with pytest.raises(ValidationError) as refused:
            model.model_validate(fields)
        for language in ("ja", "en"):
            found = mistakes_of(refused.value, model, language)
            assert found
            assert say("wrong.other", language) not in [one for said in found.values() for one in said], found
    assert "costs.1.percent" in found


@pytest.mark.django_db
def test_an_english_reader_sees_no_japanese_word_but_names(reader: Reader, case_named: Callable[[str], Case]) -> None:
    """What is written in Japanese in the record stays: names, titles of papers and reasons of the made-up cases."""
    case = case_named("Kurose oil")
    client = reader("promotion", "en")
    names = [
        "home", "inbox", "calendar", "cases", "open_case",
        *(f"case{tab}" for tab in ("", "_life", "_findings", "_duties", "_papers")),
    ]  # fmt: skip
    kept = re.compile(r"架空|日本語|第1回出資|採択申込書|割合|概ね")
    for name in names:
        body = client.get(
            reverse(name, args=[case.number] if name.startswith("case") and name != "cases" else [])
        ).content.decode()
        body = re.sub(r"<dd>.*?</dd>", "", body, flags=re.S) if name == "case_life" else body
        body = re.sub(r"«[^»]*»", "", body)  # what the bylaw prints is quoted as it is printed
        text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", "\n", body, flags=re.S)
        left = {line.strip() for line in text.splitlines() if JAPANESE.search(line) and not kept.search(line)}
        assert left == set(), name
