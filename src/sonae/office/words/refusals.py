"""What is wrong with what was typed; and refusals of the house and of the bylaw's facts in Japanese."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["HOUSE", "WORDS"]

WORDS: Mapping[str, tuple[str, str]] = {
    "wrong.missing": ("入力してください。", "Please fill this in."),
    "wrong.string_too_short": ("入力してください。", "Please fill this in."),
    "wrong.string_too_long": ("{max_length}文字以内にしてください。", "Please keep it to {max_length} letters."),
    "wrong.string_pattern_mismatch": ("書き方が合いません。", "It is not written as it should be."),
    "wrong.too_short": ("{min_length}つ以上を選ぶか、入力してください。", "Please give at least {min_length}."),
    "wrong.greater_than_equal": ("{ge}以上にしてください。", "It has to be {ge} or more."),
    "wrong.less_than_equal": ("{le}以下にしてください。", "It has to be {le} or less."),
    "wrong.int_parsing": ("整数で入力してください。", "Please give a whole number."),
    "wrong.int_parsing_size": ("数が大きすぎます。", "The number is too large."),
    "wrong.int_from_float": ("整数で入力してください。", "Please give a whole number."),
    "wrong.decimal_parsing": ("数で入力してください。", "Please give a number."),
    "wrong.date_from_datetime_parsing": ("日付を入力してください。", "Please give a day."),
    "wrong.date_parsing": ("日付を入力してください。", "Please give a day."),
    "wrong.literal_error": ("一覧から選んでください。", "Please choose from the list."),
    "wrong.enum": ("一覧から選んでください。", "Please choose from the list."),
    "wrong.other": ("入力内容を確認してください。", "Please look at this again."),
    "wrong.in_english": ("受け付けられません: {problem}", "{problem}"),
}

HOUSE: tuple[tuple[str, str], ...] = (
    (r"(\S+) has not come yet", r"\1はまだ来ていません。"),
    (r"there is no (?:condition|paper|matter|change|audit|evaluation) (\d+)", r"\1番は存在しません。"),
    (r"the case has no application", "この案件に申込みはありません。"),
    (r"a rejection needs its reasons", "不採択にはその理由が必要です（第10条第3項）。"),
    (r"nothing is decided yet", "まだ決定がありません。"),
    (r"the adoption was not changed", "採択は変更されていません。"),
    (r"no drawdown «(.*)»", r"「\1」という出資の申込みはありません。"),
    (r"«(.*)» was paid on (\S+)", r"「\1」は\2に実行済みです。"),
    (r"«(.*)» is not judged by this role", r"「\1」はこの役割では判断できません。"),
    (r"no company of that code", "その申請企業はありません。"),
    (r"the applicant is not named", "申請企業を選んでください。"),
    (r"the month is not named", "対象月を入力してください。"),
    (r"no plan of the year beginning in (\d+) is filed", r"\1年に始まる年度の計画は提出されていません。"),
    (r"a ground to stop equity is judged by itself", "追加出資を止める事由は、別に「判断を記録する」で判断してください。"),
    (r"the reviewer belongs to no department", "審査する方の所属部門が登録されていません。"),
    (r"a consultation is open", "回答待ちの協議があります。"),
    (r"no consultation is open", "始まっている協議がありません。"),
    (r"no work item «(.*)»", r"「\1」という個別作業等はありません。"),
    (r"the key was used for another command", "この画面からは別の操作が既に行われています。ページを開き直してください。"),
    (r"the key of the command cannot be used", "ページを開き直してください。"),
    (r"the holder «(.*)» stands twice", r"保有者「\1」が二度記載されています。"),
    (r"the party «(.*)» stands twice", r"当事者「\1」が二度記載されています。"),
    (r"the partner «(.*)» stands twice", r"共同事業者「\1」が二度記載されています。"),
    (r"the borrowing «(.*)» stands twice", r"借入れ「\1」が二度記載されています。"),
    (r"the (?:paper|premise) «(.*)» stands twice", r"「\1」が二度記載されています。"),
    (r"the votes of «(.*)» in «(.*)» stand twice", r"「\2」における「\1」の議決権が二度記載されています。"),
    (r"«(.*)» holds or is held, and is none of the parties", r"「\1」は当事者に記載されていません。"),
    (r"the investee holds votes of others: .*", "出資先が他社に有する議決権は記載しません。"),
    (r"companies hold each other in a circle: (.*)", r"会社が互いに議決権を持ち合っています: \1"),
    (r"the interests come to (\S+) %, which is more than all", r"権益の合計が\1％で、100％を超えています。"),
    (r"«(.*)» is no application form, and states items of a7\.p1", r"「\1」は申込書でないため、記載事項を持てません。"),
    (r"«(.*)»: a copy of a contract, and nothing else, names the contract in copy_of",
     r"「\1」: 契約の写しには元の契約を選び、ほかの書類では選ばないでください。"),
    (r"files of this type are not taken", "この種類のファイルは受け付けていません。"),
    (r"the content is not what the ending says", "ファイルの内容が拡張子と一致しません。"),
    (r"files with macros are not taken", "マクロを含むファイルは受け付けていません。"),
    (r"the file is empty or too large", "ファイルが空か、大きすぎます。"),
    (r"no file is chosen", "ファイルを選んでください。"),
    (r"the kind of paper is none", "書類の種類を選んでください。"),
    (r"the case has this paper already", "同じ書類が既に登録されています。"),
    (r"the paper could not be kept: .*", "書類を保存できませんでした。しばらくしてからやり直してください。"),
    (r"the scan of uploads did not come to an end", "ウイルス検査が終わりませんでした。しばらくしてからやり直してください。"),
    (r"the scan of uploads refused the file", "ウイルス検査により受け付けられませんでした。"),
)  # fmt: skip
"""English sentences of refusals, as patterns, with what they are in Japanese."""
