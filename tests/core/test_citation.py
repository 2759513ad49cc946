import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import BASIC_POLICY, Citation, InputError

VERSION = dt.date(2020, 7, 1)


@pytest.mark.parametrize(
    ("provision", "ja", "en"),
    [
        ("a9.p2", "第9条第2項", "art. 9, para. 2"),
        ("a9_2.p1", "第9条の2第1項", "art. 9-2, para. 1"),
        ("a9_2_3.p1.i4", "第9条の2の3第1項第4号", "art. 9-2-3, para. 1, item 4"),
        ("a5.p1.i1_2", "第5条第1項第1号の2", "art. 5, para. 1, item 1-2"),
        ("a9.p1.x1", "第9条第1項ただし書", "art. 9, para. 1, proviso 1"),
        ("a9.p1.q2", "第9条第1項第2文", "art. 9, para. 1, sentence 2"),
        ("s20050330.p2.i1", "附則(20050330)第2項第1号", "suppl. 20050330, para. 2, item 1"),
        ("t1.s1.g1.r11", "別表1第1節第1群第11行", "annex 1, section 1, group 1, row 11"),
        ("a9.p1.n2", "第9条第1項注2", "art. 9, para. 1, note 2"),
        ("h2.p2.i1", "2(2)①", "2(2)①"),
        ("h2.p5", "2(5)", "2(5)"),
        ("h2.p2.i20", "2(2)⑳", "2(2)⑳"),
        ("h2.p2.i21", "2(2)(21)", "2(2)(21)"),
        ("h2.p2.i1.n1", "2(2)①注1", "2(2)①注1"),
        ("e1_3.p1.i1.k2.c3.l5031_5070", "Ⅰ-3(1)①イ 年度計画 L5031–5070", "I-3(1)①イ annual plan L5031–5070"),
        ("e2.p4.i3.c1", "Ⅱ(4)③ 中期目標", "II(4)③ mid-term goals"),
        ("e1_3.p1.i1.k3.j2.l1573", "Ⅰ-3(1)①ウ(イ) L1573", "I-3(1)①ウ(イ) L1573"),
        ("f1_1_2.l24", "様式1-1-2 L24", "form 1-1-2 L24"),
    ],
)
def test_labels(provision: str, ja: str, en: str) -> None:
    citation = Citation("規程", provision, VERSION)
    assert citation.label_ja == ja
    assert citation.label_en == en
    assert str(citation) == f"規程 {ja}"


@pytest.mark.parametrize(
    "provision",
    [
        "", "9", "a", "a0", "a09", "a9.", ".p2", "a9..p1", "a9.z1", "article 9", "a9 .p2", "a9.p2 ", "A9.P2", "第9条", "a-9", "a9_",
        "a9_0", "a9.p0", "a９.p2", "h2.p2.i0", "p2", "i1.a2", "a9.p2\n", "a9;p2", "x1",
    ],
)  # fmt: skip
def test_nonsense_is_no_provision(provision: str) -> None:
    with pytest.raises(InputError, match="is no provision"):
        Citation("規程", provision)


@given(st.from_regex(r"[aht][1-9][0-9]{0,2}(_[1-9])?(\.[piqxnr][1-9][0-9]?){0,3}", fullmatch=True))
def test_every_provision_has_labels_that_hold_its_first_number(provision: str) -> None:
    citation = Citation("規程", provision)
    number = provision[1:].split(".", maxsplit=1)[0].split("_", maxsplit=1)[0]
    assert number in citation.label_ja
    assert number in citation.label_en


@given(st.lists(st.from_regex(r"a[1-9][0-9]?(_[1-9])?\.p[1-9]", fullmatch=True), min_size=2, max_size=20, unique=True))
def test_different_provisions_have_different_labels(provisions: list[str]) -> None:
    labels = {Citation("規程", provision).label_ja for provision in provisions}
    assert len(labels) == len(provisions)


def test_the_basic_policy_is_cited_in_its_version() -> None:
    citation = Citation.basic_policy("h2.p2.i1")
    assert (citation.document, citation.version) == (BASIC_POLICY, VERSION)
    assert str(citation) == "金属鉱産物の備蓄に係る基本方針 2(2)①"
