"""Problems of the API: title, and what is said where nothing more is known."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["WORDS"]

WORDS: Mapping[str, tuple[str, str]] = {
    "problem.bad-request.title": ("要求の形が正しくない", "the request cannot be read"),
    "problem.bad-request.detail": ("要求を読み取れない。", "the request is not in a form that can be read."),
    "problem.not-known.title": ("認証が必要である", "a token is needed"),
    "problem.not-known.detail": (
        "有効なトークンを Authorization: Bearer で送る必要がある。",
        "a valid token is sent as «Authorization: Bearer …».",
    ),
    "problem.not-permitted.title": ("権限がない", "not permitted"),
    "problem.not-permitted.detail": ("この操作の権限がない。", "this is not permitted."),
    "problem.not-permitted.scope": (
        "このトークンには範囲「{scope}」がない。",
        "the token has not the scope «{scope}».",
    ),
    "problem.not-permitted.role": ("この情報は{role}のみが見られる。", "this is for {role} alone."),
    "problem.not-there.title": ("見つからない", "not found"),
    "problem.not-there.detail": ("その名のものはない。", "nothing of that name is here."),
    "problem.method.title": ("その方法では呼べない", "the method is not allowed"),
    "problem.method.detail": (
        "この宛先はその方法を受け付けない。Allow を参照。",
        "this address does not take that method; see «Allow».",
    ),
    "problem.refused.title": ("認められない", "refused"),
    "problem.refused.detail": ("案件の現状では認められない。", "the case as it stands does not allow it."),
    "problem.exists.title": ("既に別のものがある", "another one is there"),
    "problem.exists.detail": (
        "同じ名で内容の異なるものが既にある。",
        "something else of the same name is there already.",
    ),
    "problem.stale.title": ("案件が変わっている", "the case has changed"),
    "problem.stale.detail": (
        "案件は第{found}版であり、要求は第{expected}版に基づく。",
        "the case is at version {found}, the request rests on version {expected}.",
    ),
    "problem.too-large.title": ("大きすぎる", "too large"),
    "problem.too-large.detail": ("{limit} MB を超えている。", "it is above {limit} MB."),
    "problem.media-type.title": ("その形式は受け付けない", "the form is not taken"),
    "problem.media-type.detail": ("受け付ける形式は {expected} である。", "what is taken is {expected}."),
    "problem.unfit.title": ("項目が条件に合わない", "a field does not fit"),
    "problem.unfit.detail": ("項目が条件に合わない。", "a field does not fit."),
    "problem.too-many.title": ("要求が多すぎる", "too many requests"),
    "problem.too-many.detail": (
        "しばらく待つ必要がある。Retry-After を参照。",
        "wait for a while; see «Retry-After».",
    ),
    "problem.inside.title": ("内部の誤り", "something went wrong inside"),
    "problem.inside.detail": (
        "処理できなかった。何も変更していない。",
        "it could not be done; nothing was changed.",
    ),
    "problem.away.title": ("一時的に利用できない", "not available just now"),
    "problem.away.detail": (
        "データベースを利用できない。同じ Idempotency-Key で再度送ればよい。",
        "the database cannot be used; send it again under the same Idempotency-Key.",
    ),
    "problem.no-room.title": ("保存する場所がない", "there is no room"),
    "problem.no-room.detail": (
        "書類を保存できなかった。何も残していない。",
        "the paper could not be kept; nothing of it was left.",
    ),
}
