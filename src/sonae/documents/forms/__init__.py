"""The official forms of the yearly evaluation, 1-1-1 to 1-1-4-2 with the annex: one view set as page, PDF and Word."""

from sonae.documents.forms.files import FORM_FILES, write_forms
from sonae.documents.forms.page import forms_html
from sonae.documents.forms.print import forms_pdf
from sonae.documents.forms.sheet import Block, Cell, Form, Forms, Grid, Heading, Line, Notes, Row, Run
from sonae.documents.forms.view import forms_banner, forms_key_lines, forms_view
from sonae.documents.forms.word import forms_docx

__all__ = [
    "FORM_FILES", "Block", "Cell", "Form", "Forms", "Grid", "Heading", "Line", "Notes", "Row", "Run", "forms_banner",
    "forms_docx", "forms_html", "forms_key_lines", "forms_pdf", "forms_view", "write_forms",
]  # fmt: skip
