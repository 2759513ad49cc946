"""What pages and messages of the office say, in Japanese and English, by the noun it is about."""

from sonae.office.words.saying import LANGUAGES, all_words, say

__all__ = ["LANGUAGES", "all_words", "say"]
