"""Words of the charts of the nation's indicators, Japanese and English together."""

from __future__ import annotations

import textwrap

from sonae.documents.words import Language

__all__ = ["chart_word", "strait_lines", "wrapped"]

_WORDS: dict[str, tuple[str, str]] = {
    "share": ("輸入量に占める割合", "share of imports"),
    "oku": ("億円", "hundred million yen"),
    "kboe": ("千バレル/日（原油換算）", "thousand boe a day"),
    "kt": ("千トン/年", "thousand tonnes a year"),
    "and": ("。", "; "),
    "path_note": (
        "● 実績、□ 目標、破線は目標までの等しい増、点線は直近（5件まで）の実績のすう勢",
        "● actual, □ target; dashed: even gain; dotted: pace of the latest actuals (up to 5)",
    ),
    "path_note_alone": (
        "● 実績、□ 目標、破線は目標までの等しい増。実績が一つしかなく、すう勢はない",
        "● actual, □ target; dashed: even gain. With one actual there is no pace",
    ),
    "regions_title": ("{name}の輸入先（地域別、数量）", "Imports of {name} by region (quantity)"),
    "not_assessed": (
        "{years}年はデータに欠落があり評価しない",
        "{years} is not assessed: flows are lost from the data",
    ),
    "straits_title": ("{name}の輸入が通る海峡（{year}年）", "Straits that imports of {name} pass ({year})"),
    "straits_note": (
        "帯は、パイプラインを満杯で日本優先とした場合と、使わない場合の間。◆ は満杯で産油量に応じて按分した場合",
        "Bars: from pipelines full, Japan first, to no pipeline\n◆ pipelines full, pro rata of output",
    ),
    "straits_note_plain": (
        "複数の海峡を通る貨物はそれぞれに数える。迂回パイプラインはない",
        "A cargo that passes several straits counts in each. No pipeline goes around them",
    ),
    "hormuz_title": ("ホルムズ海峡を通る原油の割合", "Share of crude oil imports that pass the Strait of Hormuz"),
    "budgets_title": ("施策別の予算（文書001）", "Budgets by measure (document 001)"),
    "budgets_note": (
        "破線の枠は合計に含めない額。金額の記載がない施策: {ids}",
        "Dashed: not in a total. No amount is printed for {ids}",
    ),
    "part": ("、合計外", ", not in a total"),
    "projects_title": ("{name}に寄与する案件の権益量", "Equity volumes of projects: {name}"),
    "projects_note": (
        "淡い色は数えない案件。架空の案件を含む場合は実在の見通しではない",
        "Pale: projects that are not counted. Where projects are fictional, this is no outlook",
    ),
    "not_counted": ("（数えない）", " (not counted)"),
}
_HORMUZ: dict[str, tuple[str, ...]] = {
    "ja": (
        "上の線: パイプライン不使用、下の線: 満杯で日本優先、",
        "破線: 満杯で産油量に応じて按分（産油量が手元にある年のみ）",
    ),
    "en": (
        "Upper line: no pipeline; lower line: pipelines full, Japan first;",
        "dashed: pipelines full, pro rata of output (years with output in the data)",
    ),
}


def chart_word(key: str, language: Language) -> str:
    """Return a word in a language."""
    return _WORDS[key][0 if language == "ja" else 1]


def strait_lines(language: Language) -> tuple[str, ...]:
    """Return the note under the title of the chart of the Strait of Hormuz."""
    return _HORMUZ[language]


def wrapped(text: str, language: Language) -> list[str]:
    """Break a note into lines that fit the width of a chart; Japanese breaks anywhere, after a comma where one is near."""
    lines: list[str] = []
    for part in text.split("\n"):
        if language == "en":
            lines += textwrap.wrap(part, 84) or [""]
            continue
        rest = part
        while len(rest) > 46:
            at = max(rest.rfind(mark, 24, 46) for mark in "、。")
            at = at + 1 if at > 0 else 46
            lines.append(rest[:at])
            rest = rest[at:]
        lines.append(rest)
    return [line for line in lines if line]
