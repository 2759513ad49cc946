"""The outline of the equity bylaw: complete as counted in the bylaw of 1 April 2023, ordered, dated; bad outlines are refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.bylaw.outline import Outline, equity_outline, outline_from_text
from sonae.core import Citation, InputError, UnknownChoiceError

OUTLINE = equity_outline()
IDS = [provision.id for provision in OUTLINE.provisions]
LAST = dt.date(2023, 4, 1)

PARAGRAPHS = {
    "a1": 1, "a2": 2, "a3": 1, "a4": 5, "a5": 3, "a6": 2, "a7": 1, "a8": 2, "a9": 4, "a9_2": 1, "a10": 6, "a11": 7, "a12": 2,
    "a13": 3, "a14": 1, "a15": 3, "a16": 2, "a17": 2, "a18": 1, "a19": 2, "a20": 1, "a21": 2, "a22": 2, "a23": 2, "a24": 4,
}  # fmt: skip
ITEMS = {
    "a3.p1": 12, "a4.p1": 2, "a5.p1": 2, "a7.p1": 11, "a13.p1": 3, "a13.p3": 2, "a15.p1": 20, "a16.p1": 3, "a17.p1": 4, "a18.p1": 3,
    "a19.p1": 5, "a23.p2": 4, "a24.p2": 2, "s20050330.p2": 2, "t2.s1": 4, "t4": 2,
}  # fmt: skip
SENTENCES = {
    "a4.p2.x1", "a9.p1.q2", "a9.p1.q3", "a9.p4.q2", "a10.p6.x1", "a11.p1.x1", "a11.p1.q3", "a11.p4.q2", "a16.p1.x1", "a19.p1.x1",
    "t4.x1",
}  # fmt: skip
SHARED_COSTS = [
    "鉱区取得費", "鉱区維持費", "地質評価作業費", "油層評価作業費", "物理探鉱作業費", "掘削準備作業費", "試験生産関連作業費",
    "開発検討作業費", "開発準備作業費", "坑井掘削費用", "生産関連施設建設費用", "教育訓練費等", "共同管理費等", "オーバーヘッド",
    "脱炭素化対策費",
]  # fmt: skip
OWN_COSTS = [
    "鉱区取得費", "鉱区取得関連費", "現地管理費等", "ファームアウト関連費", "調査・研究費", "脱炭素化対策費", "その他",
]  # fmt: skip


def below(id: str, kind: str) -> list[str]:
    return [child.id for child in OUTLINE.children(id) if child.id.rpartition(".")[2].startswith(kind)]


def rows(id: str) -> list[str | None]:
    return [OUTLINE.provision(row).row for row in below(id, "r")]


def test_twenty_four_articles_and_one_put_in_between() -> None:
    assert [root.id for root in OUTLINE.roots if root.id[0] == "a"] == list(PARAGRAPHS)
    assert len(PARAGRAPHS) == 25
    for article, number in PARAGRAPHS.items():
        assert below(article, "p") == [f"{article}.p{n}" for n in range(1, number + 1)]


def test_items_stand_where_the_bylaw_has_them_and_nowhere_else() -> None:
    for place, number in ITEMS.items():
        assert below(place, "i") == [f"{place}.i{n}" for n in range(1, number + 1)]
    assert sum(id.rpartition(".")[2][0] == "i" for id in IDS) == sum(ITEMS.values())


def test_later_sentences_and_provisos() -> None:
    assert {id for id in IDS if id.rpartition(".")[2][0] in "xq"} == SENTENCES
    assert below("a11.p1", "") == ["a11.p1.x1", "a11.p1.q3"]


def test_the_ranks_are_lines() -> None:
    assert rows("a22.p1") == ["A", "B", "C"]


def test_the_rows_of_annex_1() -> None:
    """The three lists share fifteen rows; each has rows of its own at places of its own."""
    wells, operation = "試験掘井・評価掘削作業費", "操業費"
    assert rows("t1.s1.g1") == [*SHARED_COSTS[:6], wells, *SHARED_COSTS[6:11], operation, *SHARED_COSTS[11:]]
    facilities = ["液化施設建設費用", "貯蔵施設建設費用"]
    assert rows("t1.s2.g1") == [*SHARED_COSTS[:11], *facilities, *SHARED_COSTS[11:]]
    assert rows("t1.s3.g1") == [*SHARED_COSTS[:6], "試掘井・評価井掘削作業費", *SHARED_COSTS[6:]]
    assert [len(rows(f"t1.s{n}.g1")) for n in (1, 2, 3)] == [17, 17, 16]
    for section in ("t1.s1", "t1.s2", "t1.s3"):
        assert rows(f"{section}.g2") == OWN_COSTS


def test_the_marks_of_annex_1() -> None:
    marked = {p.id: p.notes for p in OUTLINE.provisions if p.notes}
    group = "t1.s1.g1"
    assert marked == {
        "t1.s1.g1.r10": (f"{group}.n1",),
        "t1.s1.g1.r11": (f"{group}.n2", f"{group}.n3"),
        "t1.s1.g1.r12": (f"{group}.n2", f"{group}.n3"),
        "t1.s1.g1.r13": (f"{group}.n3",),
        "t1.s2.g1.r9": ("t1.s2.g1.n1",),
        "t1.s3.g1.r10": ("t1.s3.g1.n1",),
    }
    assert {OUTLINE.provision(row).row for row in marked} == {
        "開発準備作業費", "坑井掘削費用", "生産関連施設建設費用", "操業費"
    }  # fmt: skip
    notes = [id for id in IDS if id.rpartition(".")[2][0] == "n"]
    assert notes == [f"{group}.n1", f"{group}.n2", f"{group}.n3", "t1.s2.g1.n1", "t1.s3.g1.n1"]


def test_what_only_some_lists_say() -> None:
    obligation = [p.id for p in OUTLINE.provisions if "探鉱義務代替" in p.ja]
    assert obligation == ["t1.s1.g1.r15", "t1.s3.g1.r14"]
    afforestation = [p.id for p in OUTLINE.provisions if p.row == "脱炭素化対策費" and "植林" in p.ja]
    assert afforestation == ["t1.s1.g1.r17", "t1.s1.g2.r6", "t1.s2.g1.r17", "t1.s2.g2.r6", "t1.s3.g1.r16"]
    found_necessary = [p.id for p in OUTLINE.provisions if "要機構認定" in p.ja]
    assert found_necessary == [f"t1.s{s}.g2.r{r}" for s in (1, 2, 3) for r in (4, 5, 6, 7)]


def test_annexes_and_their_sections() -> None:
    assert [below(annex, "s") for annex in ("t1", "t2", "t3", "t4")] == [
        ["t1.s1", "t1.s2", "t1.s3"], ["t2.s1", "t2.s2"], ["t3.s1", "t3.s2", "t3.s3"], [],
    ]  # fmt: skip
    assert [root.id for root in OUTLINE.roots][-4:] == ["t1", "t2", "t3", "t4"]


def test_nothing_is_left_out_or_told_twice() -> None:
    """25 articles, paragraphs, items, sentences; 11 supplementary provisions with 12 paragraphs; what annex 1 to 4 hold besides."""
    ranks, annex_1, sections, roots = 3, 3 + 6 + 17 + 17 + 16 + 21 + 5, 5, 4
    counted = 25 + sum(PARAGRAPHS.values()) + sum(ITEMS.values()) + len(SENTENCES) + ranks
    assert len(IDS) == len(set(IDS)) == counted + 11 + 12 + roots + annex_1 + sections
    assert all(p.ja and p.en and p.ja != p.en for p in OUTLINE.provisions)


def test_figures_carry_over() -> None:
    said = {
        "a8.p1": ("6週間", "six weeks"), "a11.p1.q3": ("3か月", "three months"), "a17.p1.i1": ("20日", "20th"),
        "a17.p1.i2": ("20日", "20th"), "a19.p1": ("5年", "Five years"), "a15.p1": ("20項目", "Twenty"),
        "a20.p1": ("年に一度", "once a year"),
        "s20050330.p2.i1": ("7割", "seven-tenths"), "t2.s1.i3": ("30%", "30 %"), "t3.s1": ("1億バレル", "100 million barrels"),
        "t4.i2": ("5年以内", "five years"), "a10.p4": ("一度だけ", "one re-review"), "a3.p1": ("12", "Twelve"),
        "a7.p1": ("11項目", "eleven"),
    }  # fmt: skip
    for id, (ja, en) in said.items():
        provision = OUTLINE.provision(id)
        assert ja in provision.ja, id
        assert en in provision.en, id
    assert "2TCF" in OUTLINE.provision("t3.s1").ja


@pytest.mark.parametrize(
    ("id", "ja", "en"),
    [
        ("a9_2.p1", "第9条の2第1項", "art. 9-2, para. 1"),
        ("a15.p1.i11", "第15条第1項第11号", "art. 15, para. 1, item 11"),
        ("a11.p1.q3", "第11条第1項第3文", "art. 11, para. 1, sentence 3"),
        ("t1.s1.g1.r11", "別表1第1節第1群第11行", "annex 1, section 1, group 1, row 11"),
    ],
)
def test_provisions_are_cited_in_the_version_in_hand(id: str, ja: str, en: str) -> None:
    citation = OUTLINE.citation(id)
    assert citation == Citation("石油等出資細則", id, LAST)
    assert (citation.label_ja, citation.label_en) == (ja, en)


def test_every_provision_can_be_cited() -> None:
    assert [OUTLINE.citation(id).provision for id in IDS] == IDS


def test_a_day_is_cited_in_its_version() -> None:
    assert OUTLINE.citation("a4.p4", dt.date(2026, 4, 1)).version == LAST
    assert OUTLINE.citation("s20050330.p2.i1", dt.date(2006, 1, 1)).version == dt.date(2005, 3, 30)
    with pytest.raises(InputError, match=r"in force on 2023-03-31 \(version of 2022-11-14\) is not in hand"):
        OUTLINE.citation("a4.p4", dt.date(2023, 3, 31))


AMENDMENTS = [
    "2004-09-15", "2005-03-30", "2007-04-01", "2010-07-01", "2012-09-18", "2016-11-16", "2016-12-26", "2020-06-12", "2022-05-25",
    "2022-11-14", "2023-04-01",
]  # fmt: skip


def test_versions_are_those_of_the_supplementary_provisions() -> None:
    assert [str(version.date) for version in OUTLINE.versions] == AMENDMENTS
    assert [root.id for root in OUTLINE.roots if root.id[0] == "s"] == [
        f"s{day.replace('-', '')}" for day in AMENDMENTS
    ]
    assert [version.what for version in OUTLINE.versions] == ["enactment"] + ["amendment"] * 10
    assert [version.date for version in OUTLINE.versions if version.text_in_hand] == [LAST]


@pytest.mark.parametrize("day", AMENDMENTS)
def test_a_version_begins_on_its_day(day: str) -> None:
    begins = dt.date.fromisoformat(day)
    assert OUTLINE.version_on(begins).date == begins
    eve = begins - dt.timedelta(days=1)
    if day == AMENDMENTS[0]:
        with pytest.raises(InputError, match="was not in force on 2004-09-14; expected 2004-09-15 or later"):
            OUTLINE.version_on(eve)
    else:
        assert str(OUTLINE.version_on(eve).date) == AMENDMENTS[AMENDMENTS.index(day) - 1]


def test_what_was_in_force_is_told_only_of_a_text_in_hand() -> None:
    assert OUTLINE.in_force(LAST) == OUTLINE.in_force(dt.date(2030, 1, 1)) == OUTLINE.provisions
    with pytest.raises(InputError, match="is not in hand"):
        OUTLINE.in_force(dt.date(2023, 3, 31))
    with pytest.raises(InputError, match="was not in force"):
        OUTLINE.in_force(dt.date(2000, 1, 1))


@pytest.mark.parametrize("place", ["a11.p6", "a24.p2"])
def test_item_10_means_the_transition_to_development(place: str) -> None:
    (slip,) = OUTLINE.slips_at(place)
    assert (slip.printed, slip.read_as) == ("第15条第1項第10号", "a15.p1.i11")
    assert "開発移行" in OUTLINE.provision(slip.read_as).ja
    assert "開発準備資金" in OUTLINE.provision("a15.p1.i10").ja


def test_a_slip_is_met_at_its_place_and_below_it() -> None:
    assert OUTLINE.slips_at("a24.p2.i1") == OUTLINE.slips_at("a24.p2")
    assert OUTLINE.slips_at("a24") == ()
    assert [slip.at for slip in OUTLINE.slips_at("t1.s1.g1.r7")] == ["t1", "t1.s1.g1.r7"]
    assert [slip.at for slip in OUTLINE.slips_at("t2.s1.i3")] == ["t2", "t2.s1.i3"]


def test_slips_of_the_source() -> None:
    assert [slip.at for slip in OUTLINE.slips] == [
        "a4.p2.x1", "a4.p3", "a4.p4", "a8.p1", "a11.p1.x1", "a11.p6", "a19.p1.i3", "a24.p2", "a24.p3", "s20050330.p2", "t1",
        "t1.s1.g1.r7", "t1.s1.g1.r11", "t1.s1.g1.n2", "t1.s1.g2", "t1.s2.g2", "t1.s3.g2", "t1.s2.g1.r15", "t1.s3.g2.r6", "t2",
        "t2.s1.i3", "t3", "t4",
    ]  # fmt: skip
    assert all(slip.ja and slip.en and slip.printed != slip.read_as for slip in OUTLINE.slips)


@pytest.mark.parametrize("ask", [OUTLINE.provision, OUTLINE.children, OUTLINE.slips_at, OUTLINE.citation])
def test_an_unknown_provision_is_refused_with_the_nearest(ask: Any) -> None:
    with pytest.raises(UnknownChoiceError, match=r"«a9_3\.p1»; nearest valid: .*a9_2\.p1"):
        ask("a9_3.p1")


@given(st.sampled_from(OUTLINE.provisions))
def test_children_and_parents_agree(provision: Any) -> None:
    assert all(child.parent == provision.id for child in OUTLINE.children(provision.id))
    if provision.parent is None:
        assert provision in OUTLINE.roots
    else:
        assert provision.id.startswith(f"{provision.parent}.")
        assert provision in OUTLINE.children(provision.parent)


def test_walking_down_gives_the_document() -> None:
    def walk(id: str) -> list[str]:
        return [id, *(found for child in OUTLINE.children(id) for found in walk(child.id))]

    assert [id for root in OUTLINE.roots for id in walk(root.id)] == IDS


# Outlines of a fictitious bylaw, good and bad.

PLACES = ["a1", "a1.p1", "a1.p1.x1", "a1.p1.i1", "a2", "a2.p1", "a2_2", "a2_2.p1", "s20110401", "s20110401.p1", "t1", "t1.s1",
          "t1.s1.g1", "t1.s1.g1.r1", "t1.s1.g1.n1"]  # fmt: skip


def told(**more: Any) -> dict[str, Any]:
    return {"ja": "架空の定め", "en": "fictitious", "from": dt.date(2010, 4, 1), **more}


def fictitious() -> dict[str, Any]:
    provisions = {id: told() for id in PLACES}
    for id in ("s20110401", "s20110401.p1"):
        provisions[id]["from"] = dt.date(2011, 4, 1)
    provisions["t1.s1.g1.r1"] |= {"row": "費目", "notes": ["n1"]}
    return {
        "document": "架空細則",
        "versions": [
            {"date": dt.date(2010, 4, 1), "what": "enactment", "text": "in_hand"},
            {"date": dt.date(2011, 4, 1), "what": "amendment", "text": "in_hand"},
        ],
        "provisions": provisions,
        "slips": [{"at": "a2.p1", "printed": "第1号", "read_as": "a1.p1.i1", "ja": "架空", "en": "fictitious"}],
    }


def read(tree: dict[str, Any]) -> Outline:
    return outline_from_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), "own.yaml")


def test_a_provision_ends_the_day_before_a_version() -> None:
    tree = fictitious()
    for id in ("a2", "a2.p1"):
        tree["provisions"][id]["to"] = dt.date(2011, 3, 31)
    outline = read(tree)
    ends = dt.date(2011, 3, 31)
    assert {"a2", "a2.p1"} <= {p.id for p in outline.in_force(ends)}
    after = {p.id for p in outline.in_force(ends + dt.timedelta(days=1))}
    assert after & {"a2", "a2.p1"} == set()
    assert {"a1", "a2_2", "s20110401"} <= after
    assert outline.citation("a2.p1").version == dt.date(2010, 4, 1)
    assert outline.citation("a1.p1").version == dt.date(2011, 4, 1)
    assert outline.citation("a1.p1", ends).version == dt.date(2010, 4, 1)
    with pytest.raises(
        InputError, match=r"a2\.p1 of 架空細則 was not in force on 2011-04-01; expected a day from 2010-04-01 to 2011"
    ):
        outline.citation("a2.p1", dt.date(2011, 4, 1))
    with pytest.raises(
        InputError, match="s20110401 of 架空細則 was not in force on 2011-03-31; expected a day from 2011-04-01 on"
    ):
        outline.citation("s20110401", ends)


def without(tree: dict[str, Any], *ids: str) -> None:
    for id in ids:
        del tree["provisions"][id]


def put(tree: dict[str, Any], id: str, before: str | None = None) -> None:
    """Put a provision in at the end or before another one."""
    entry = tree["provisions"].pop(id, told())
    items = list(tree["provisions"].items())
    at = len(items) if before is None else [name for name, _ in items].index(before)
    tree["provisions"] = dict([*items[:at], (id, entry), *items[at:]])


def day(tree: dict[str, Any], id: str, **days: dt.date) -> None:
    tree["provisions"][id] |= {name.rstrip("_"): value for name, value in days.items()}


BAD = {
    "no id": (lambda t: put(t, "a1.z1"), "«a1.z1» is no provision"),
    "a heading": (lambda t: put(t, "h1"), "«h1» is no provision of a bylaw"),
    "an endless id": (lambda t: put(t, f"a{'9' * 5000}"), "at most 60 characters"),
    "no paragraph": (lambda t: put(t, "a1.i3", "a2"), "names no paragraph; expected paragraph 1 written, a1.p1.i3"),
    "no day of a version": (lambda t: put(t, "s20120401", "t1"), "«s20120401» is no day of a version"),
    "no parent": (lambda t: without(t, "a1.p1"), "«a1.p1.x1» stands under «a1.p1», which is missing"),
    "before its parent": (lambda t: put(t, "a1.p1", "a1"), "«a1.p1» does not stand under «a1»"),
    "away from its parent": (lambda t: put(t, "a1.p1.i2"), "«a1.p1.i2» does not stand under «a1.p1»"),
    "numbers": (lambda t: (put(t, "a2_2", "a2"), put(t, "a2_2.p1", "a2")), "«a2» is out of order"),
    "items before the proviso": (lambda t: put(t, "a1.p1.i1", "a1.p1.x1"), "«a1.p1.x1» is out of order"),
    "annex before the articles": (lambda t: put(t, "t2", "a1"), "«a1» is out of order"),
    "no day": (lambda t: day(t, "a1", from_=dt.date(2010, 4, 2)), "«a1» begins on 2010-04-02, no day of a version"),
    "an end between": (lambda t: day(t, "t1.s1.g1.n1", to=dt.date(2011, 4, 1)), "«t1.s1.g1.n1» ends on 2011-04-01"),
    "an end before": (lambda t: day(t, "a1", from_=dt.date(2011, 4, 1), to=dt.date(2011, 3, 31)), "«a1» ends on 2011-03-31"),
    "the end of time": (lambda t: day(t, "a2_2.p1", to=dt.date.max), "«a2_2.p1» ends on 9999-12-31"),
    "another day": (lambda t: day(t, "s20110401", from_=dt.date(2010, 4, 1)), "«s20110401» begins on 2010-04-01"),
    "outlives": (lambda t: day(t, "a2", to=dt.date(2011, 3, 31)), "«a2.p1» is in force on days when «a2» is not"),
    "no note": (lambda t: without(t, "t1.s1.g1.n1"), "bears the note «t1.s1.g1.n1», which is missing"),
    "a slip nowhere": (lambda t: t["slips"][0].update(at="a9.p1"), "the slip names «a9.p1», which is no provision"),
    "a reading nowhere": (lambda t: t["slips"][0].update(read_as="a1.p1, a1.p1.i9"), "the slip names «a1.p1.i9»"),
    "a slip twice": (lambda t: t["slips"].append(dict(t["slips"][0])), "the slip at «a2.p1» stands there twice"),
    "versions out of order": (lambda t: t["versions"].reverse(), "the version of 2010-04-01 does not follow that of 2011-04-01"),
    "a version twice": (
        lambda t: t["versions"][1].update(date=dt.date(2010, 4, 1)),
        "the version of 2010-04-01 does not follow that of 2010-04-01",
    ),
    "no enactment": (lambda t: t["versions"][0].update(what="amendment"), "the enactment is not the first version"),
    "begins before": (lambda t: day(t, "t1", from_=dt.date(2011, 4, 1)), "«t1.s1» is in force on days when «t1» is not"),
    "two enactments": (lambda t: t["versions"][1].update(what="enactment"), "the enactment is not the first version"),
    "no version": (lambda t: t["versions"].clear(), "«versions»"),
    "another word": (lambda t: t["versions"][0].update(text="lost"), "«versions.0.text»"),
    "no English": (lambda t: t["provisions"]["a1"].pop("en"), "«provisions.a1.en»: the field is missing"),
    "another field": (lambda t: t["provisions"]["a1"].update(fr="…"), "«provisions.a1.fr»: there is no such field"),
}  # fmt: skip


def test_the_fictitious_outline_is_good() -> None:
    assert [p.id for p in read(fictitious()).provisions] == PLACES


@pytest.mark.parametrize("name", BAD)
def test_a_bad_outline_is_refused_with_one_sentence(name: str) -> None:
    spoil, said = BAD[name]
    tree = fictitious()
    spoil(tree)
    with pytest.raises(InputError) as caught:
        read(tree)
    assert said in str(caught.value)
    assert str(caught.value).startswith("own.yaml, ")
    assert "\n" not in str(caught.value)


def test_an_id_twice_is_refused() -> None:
    text = yaml.safe_dump(fictitious(), allow_unicode=True, sort_keys=False)
    doubled = text.replace("  a2:\n", "  a1:\n", 1)
    with pytest.raises(InputError, match=r"own\.yaml, row \d+: the key «a1» stands there twice"):
        outline_from_text(doubled, "own.yaml")


@settings(max_examples=40)
@given(st.lists(st.sampled_from(PLACES), unique=True))
def test_what_is_read_hangs_together_whatever_is_left_out(left_out: list[str]) -> None:
    """Leaving provisions out is refused exactly when something hung on them."""
    tree = fictitious()
    without(tree, *left_out)
    kept = [id for id in PLACES if id not in left_out]
    whole = (
        bool(kept)
        and all("." not in id or id.rpartition(".")[0] in kept for id in kept)
        and {"a2.p1", "a1.p1.i1"} <= set(kept)
        and ("t1.s1.g1.r1" not in kept or "t1.s1.g1.n1" in kept)
    )
    if whole:
        assert [p.id for p in read(tree).provisions] == kept
    else:
        with pytest.raises(InputError):
            read(tree)


@pytest.mark.parametrize("first", range(len(PLACES) - 1))
def test_only_the_order_of_the_document_is_read(first: int) -> None:
    """Any two provisions that change places are refused."""
    for second in range(first + 1, len(PLACES)):
        order = list(PLACES)
        order[first], order[second] = order[second], order[first]
        tree = fictitious()
        tree["provisions"] = {id: tree["provisions"][id] for id in order}
        with pytest.raises(InputError, match=r"does not stand under|is out of order"):
            read(tree)
