"""Words of the list of cases."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["WORDS"]

WORDS: Mapping[str, tuple[str, str]] = {
    "list.filter": ("案件の絞り込み", "Filter the cases"),
    "list.text": ("番号・案件名・申請企業", "Number, title, applicant"),
    "list.number": ("番号", "Number"),
    "list.title": ("案件名", "Title"),
    "list.title_ja": ("案件名", "Title in Japanese"),
    "list.title_en": ("案件名（英語）", "Title in English"),
    "list.stage": ("段階", "Stage"),
    "list.kind": ("支援の種類", "Support"),
    "list.resource": ("資源", "Resource"),
    "list.applicant": ("申請企業", "Applicant"),
    "list.opened": ("開設日", "Opened"),
    "list.changed": ("最終更新", "Last changed"),
    "list.bylaw": ("適用細則", "Governing bylaw"),
    "list.classification": ("区分", "Classification"),
    "list.fictional": ("架空か", "Fictional"),
    "list.label_of_export": ("この書き出しの区分: {label}", "Classification of this export: {label}"),
    "list.all": ("全て", "All"),
    "list.open": ("継続中の全て", "All that are open"),
    "list.apply": ("絞り込む", "Apply"),
    "list.clear": ("条件を消す", "Clear"),
    "list.found": ("{count}件", "{count} found"),
    "list.page_of": ("{page}／{pages}ページ", "page {page} of {pages}"),
    "list.pages": ("ページ", "Pages"),
    "list.previous": ("前へ", "Previous"),
    "list.next": ("次へ", "Next"),
    "list.none": ("条件に合う案件はありません。", "No case fits."),
    "list.export": ("一覧の書き出し", "Export the list"),
}
