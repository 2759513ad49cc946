"""Words of papers that are handed in."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["WORDS"]

WORDS: Mapping[str, tuple[str, str]] = {
    "paper.name": ("ファイル名", "File"),
    "paper.kind": ("書類の種類", "Kind of paper"),
    "paper.size": ("大きさ", "Size"),
    "paper.by": ("提出者", "Handed in by"),
    "paper.at": ("提出日時", "At"),
    "paper.file": ("ファイル", "File to hand in"),
    "paper.add": ("書類を登録する", "Hand in a paper"),
    "paper.hand_in": ("登録する", "Hand in"),
    "paper.kept": ("「{name}」を登録しました。", "«{name}» has been kept."),
    "paper.none": ("登録された書類はありません。", "No papers have been handed in."),
    "paper.scanned": ("ウイルス検査済み", "scanned for viruses"),
    "paper.unscanned": ("ウイルス検査なし", "not scanned for viruses"),
    "paper.limits": ("{endings}、{limit}MBまで", "{endings}; up to {limit} MB"),
    "paper.then": (
        "書類の受領を細則上の記載とするには、案件の概要から「書類を提出する」を行ってください。",
        "For the paper to count under the bylaw, state it by «Hand in a paper of the application» on the overview.",
    ),
    "paper.kind.form": ("申込書", "Application form"),
    "paper.kind.contract_copy": ("契約の写し", "Copy of a contract"),
    "paper.kind.plan": ("年間事業計画", "Annual plan"),
    "paper.kind.report": ("報告書", "Report"),
    "paper.kind.evidence": ("根拠資料", "Evidence"),
    "paper.kind.consultation": ("協議文書", "Paper of a consultation"),
    "paper.kind.notice": ("通知", "Notice"),
    "paper.kind.committee": ("委員会資料", "Paper for the committee"),
    "paper.kind.project": ("事業ファイル（経済性）", "Project file (economics)"),
    "paper.kind.conditions": ("条件セット（経済性）", "Condition set (economics)"),
    "paper.kind.risks": ("リスクファイル（経済性）", "Risks file (economics)"),
    "paper.kind.other": ("その他", "Other"),
}
