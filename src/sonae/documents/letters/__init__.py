"""Letters and papers of a case: worded by templates that the agency may put its own in place of, set as page, PDF and Word."""

from sonae.documents.letters.letter import Block, Fields, Letter, Paragraph, Points, Table
from sonae.documents.letters.page import letter_html
from sonae.documents.letters.print import letter_pdf
from sonae.documents.letters.word import letter_docx, letter_template
from sonae.documents.letters.wording import LETTER_KINDS, Wording, letter_of, load_wording, shipped_wording

__all__ = [
    "LETTER_KINDS", "Block", "Fields", "Letter", "Paragraph", "Points", "Table", "Wording", "letter_docx", "letter_html",
    "letter_of", "letter_pdf", "letter_template", "load_wording", "shipped_wording",
]  # fmt: skip
