"""Forms made from the fields of any command: what is asked, what was typed, what it means, what is wrong with it."""

from sonae.office.pages.forms.fields import Input, inputs_of
from sonae.office.pages.forms.labels import choice_label, field_label
from sonae.office.pages.forms.mistakes import mistakes_of, said_of
from sonae.office.pages.forms.options import all_options, options_of
from sonae.office.pages.forms.shape import Shape, shapes_of
from sonae.office.pages.forms.typed import blank, edited, meant, raw_of, typed

__all__ = [
    "Input", "Shape", "all_options",
    "blank", "choice_label", "edited", "field_label", "inputs_of", "meant", "mistakes_of", "options_of", "raw_of",
    "said_of", "shapes_of", "typed",
]  # fmt: skip
