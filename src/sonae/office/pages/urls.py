"""Addresses of the pages."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from sonae.office.pages import calendar, case, command, export, home, letter, listing, paper

__all__ = ["urlpatterns"]


class NumberConverter(StringConverter):
    """Number of a case."""

    regex = r"[A-Z][0-9]{4}-[0-9A-Z]{2,10}"


class KindConverter(StringConverter):
    """Name of a command."""

    regex = r"[a-z_]+\.[a-z_]+"


register_converter(NumberConverter, "number")
register_converter(KindConverter, "kind")

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("inbox/", calendar.inbox, name="inbox"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar.ics", calendar.calendar_ics, name="calendar_ics"),
    path("cases/", listing.cases, name="cases"),
    path("cases/export.csv", export.cases_csv, name="cases_csv"),
    path("cases/export.xlsx", export.cases_xlsx, name="cases_xlsx"),
    path("cases/new/", command.open_case, name="open_case"),
    path("cases/<number:number>/", case.case, name="case"),
    path("cases/<number:number>/life/", case.case_life, name="case_life"),
    path("cases/<number:number>/facts/", case.case_facts, name="case_facts"),
    path("cases/<number:number>/findings/", case.case_findings, name="case_findings"),
    path("cases/<number:number>/duties/", case.case_duties, name="case_duties"),
    path("cases/<number:number>/papers/", paper.case_papers, name="case_papers"),
    path("cases/<number:number>/papers/<int:paper>/", paper.paper, name="paper"),
    path("cases/<number:number>/letters/<slug:letter>.<slug:form>", letter.letter, name="letter"),
    path("cases/<number:number>/do/<kind:kind>/", command.command, name="command"),
]
