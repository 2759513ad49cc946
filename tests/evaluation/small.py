"""A small evaluation without a slip, as a tree that a test may change before it is read."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import yaml

from sonae.data import plain_yaml
from sonae.evaluation import Evaluation, evaluation_from_tree

SMALL = """
id: small
agency: {ja: 機構, en: agency}
minister: {ja: 大臣, en: minister}
year: FY2023
classification: public
lines: 1-2
period: {number: 5, first: FY2023, last: FY2027}
source: {name: 評価書, title: {ja: 評価書, en: evaluation}, sha256: "%s", numbering: {ja: 行, en: lines}}
items:
  - {id: I-1, number: Ⅰ-1, section: e1_1, name: {ja: 備蓄, en: stock}, form: 1-1-4-1, importance: high, difficulty: high, lines: 3,
     legal_basis: [{law: {ja: 法, en: act}, provisions: [第1条]}]}
  - {id: I-2, number: Ⅰ-2, section: e1_2, name: {ja: 財務, en: finance}, form: 1-1-4-2, importance: not_set, difficulty: not_set,
     lines: 4, legal_basis: [{law: {ja: 法, en: act}, provisions: [第2条]}]}
indicators:
  - id: 1-1
    item: I-1
    sections: [e1_1.p1]
    name: {ja: 訓練, en: drills}
    unit: 件
    judged: yearly
    values: adds_up
    formula: of_target
    lines: 5
    period_target: {value: 20, lines: 5}
    year_targets: {FY2023: {value: 4, lines: 5}}
    actuals:
      FY2023:
        value: 5
        itemised: true
        lines: 6
        parts: [{name: {ja: 春, en: spring}, value: 2, lines: 6}, {name: {ja: 秋, en: autumn}, value: 3, lines: 6}]
  - id: 1-2
    item: I-1
    sections: [e1_1.p2]
    name: {ja: 量, en: volume}
    unit: 万トン
    judged: at_period_end
    values: to_date
    formula: of_target
    core: true
    lines: 7
    conversions: {kt: 1/10}
    period_target: {value: 10, lines: 7, equivalents: [{value: 100, unit: kt}]}
    actuals: {FY2023: {value: 2, reference: true, lines: 7}}
inputs: [{item: I-1, year: FY2023, figures: {budget: {value: 1000, lines: 8}, staff: {value: "1.50", lines: 8}}}]
ratings:
  - {item: I-1, year: FY2023, by: self, letter: A, who: {ja: 機構, en: agency}, on: 2024-05-01, reason: {ja: 良, en: good}}
  - {item: I-1, year: FY2023, by: minister, letter: B, who: {ja: 大臣, en: minister}, on: 2024-08-01, reason: {ja: 可, en: fair}}
  - {item: I-2, year: FY2023, by: minister, letter: B, who: {ja: 大臣, en: minister}, on: 2024-08-01, reason: {ja: 可, en: fair}}
goals:
  - section: e1_1.p1
    name: {ja: 訓練, en: drills}
    goal: {words: {ja: 訓練を行う, en: drills}, lines: 9}
    plan: {words: {ja: 20回, en: "20 drills"}, lines: 10,
           quantities: [{name: indicator-1-1, value: 20, unit: 件, bound: at_least, lines: 10}]}
    annual: {words: {ja: 4回, en: 4 drills}, lines: 11,
             quantities: [{name: indicator-1-1, value: 4, unit: 件, bound: at_least, lines: 11}]}
evidence:
  - {id: spring, kind: drill, title: {ja: 春の訓練, en: spring}, on: 2023-05, sections: [e1_1.p1], counts_for: 1-1, amount: 2}
  - {id: autumn, kind: drill, title: {ja: 秋の訓練, en: autumn}, on: 2023-10-01/2023-10-03, sections: [e1_1.p1, e1_1.p2],
     counts_for: 1-1, amount: 3, detail: {participants: 40, passed: true}}
claims:
  - {id: percent, kind: attainment, section: e1_1.p1, says: {ja: 125％, en: 125 %%}, lines: 6,
     indicator: 1-1, year: FY2023, printed: 125}
  - {id: whole, kind: attainment, section: e1_1.p2, says: {ja: 20％, en: 20 %%}, lines: 7,
     indicator: 1-2, year: FY2023, printed: "20.0"}
  - {id: all, kind: all_ratios, section: e1_1, says: {ja: 全て, en: all}, lines: 6,
     item: I-1, year: FY2023, least: 1.2, except_core: true}
""" % ("0" * 64)


def words(ja: str, en: str = "something") -> dict[str, str]:
    """The same in both languages."""
    return {"ja": ja, "en": en}


_TREE = dict(plain_yaml(SMALL, "small.yaml"))


def tree() -> dict[str, Any]:
    """The small evaluation, to be changed at will."""
    return deepcopy(_TREE)


class _WithoutAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


def text_of(changed: dict[str, Any]) -> str:
    """A tree as the text of a file."""
    return yaml.dump(changed, Dumper=_WithoutAliases, allow_unicode=True, sort_keys=False)


def read(changed: dict[str, Any]) -> Evaluation:
    """Read a tree as that of a file would be."""
    return evaluation_from_tree(changed, "small.yaml")
