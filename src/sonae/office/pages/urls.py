"""Addresses of the pages."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from sonae.office.pages import calendar, case, command, economics, export, home, jobs, letter, listing, paper
from sonae.office.pages.bases import views as bases
from sonae.office.pages.books import views as books
from sonae.office.pages.disclosure import public
from sonae.office.pages.disclosure import views as disclosure
from sonae.office.pages.evaluation import printing, register
from sonae.office.pages.evaluation import views as evaluation
from sonae.office.pages.stock import views as stock
from sonae.office.pages.stock import vouchers
from sonae.office.pages.survey import views as survey

__all__ = ["urlpatterns"]


class NumberConverter(StringConverter):
    """Number of a case or of a book."""

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
    path("cases/<number:number>/economics/", economics.case_economics, name="case_economics"),
    path("cases/<number:number>/economics/<int:run>/", economics.economic_run, name="economic_run"),
    path("cases/<number:number>/papers/", paper.case_papers, name="case_papers"),
    path("cases/<number:number>/papers/<int:paper>/", paper.paper, name="paper"),
    path("cases/<number:number>/letters/<slug:letter>.<slug:form>", letter.letter, name="letter"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<slug:code>/", jobs.job, name="job"),
    path("jobs/<slug:code>/cancel/", jobs.job_cancel, name="job_cancel"),
    path("cases/<number:number>/do/<kind:kind>/", command.command, name="command"),
    path("books/new/<kind:kind>/", books.open_book, name="open_book"),
    path("books/<number:number>/life/", books.book_life, name="book_life"),
    path("books/<number:number>/do/<kind:kind>/", books.book_command, name="book_command"),
    path("evaluation/", evaluation.evaluations, name="evaluations"),
    path("evaluation/<number:number>/", evaluation.evaluation, name="evaluation"),
    path("evaluation/<number:number>/items/<slug:item>/", evaluation.evaluation_item, name="evaluation_item"),
    path(
        "evaluation/<number:number>/indicators/<slug:indicator>/",
        evaluation.evaluation_indicator,
        name="evaluation_indicator",
    ),
    path("evaluation/<number:number>/remarks/", evaluation.evaluation_remarks, name="evaluation_remarks"),
    path("evaluation/<number:number>/evidence/", register.evidence, name="evidence"),
    path("evaluation/<number:number>/evidence/export.xlsx", register.evidence_export, name="evidence_export"),
    path("evaluation/<number:number>/evidence/import/", register.evidence_import, name="evidence_import"),
    path("evaluation/<number:number>/forms/", printing.evaluation_forms, name="evaluation_forms"),
    path("bases/", bases.bases_books, name="bases_books"),
    path("bases/<number:number>/", bases.bases, name="bases"),
    path("bases/<number:number>/release/", bases.bases_release, name="bases_release"),
    path("bases/<number:number>/plans/", bases.bases_plans, name="bases_plans"),
    path("bases/<number:number>/safety/", bases.bases_safety, name="bases_safety"),
    path("bases/<number:number>/gas/", bases.bases_gas, name="bases_gas"),
    path("survey/", survey.surveys, name="surveys"),
    path("survey/<number:number>/", survey.survey, name="survey"),
    path("survey/<number:number>/gate/", survey.survey_preview, name="survey_preview"),
    path("survey/answers/<number:number>/", survey.answer, name="answer"),
    path("survey/sums/<number:number>/", survey.sums, name="sums"),
    path("evaluation/<number:number>/forms/<slug:language>.<slug:form>", printing.forms_file, name="forms_file"),
    path("disclosure/", disclosure.disclosures, name="disclosures"),
    path("disclosure/<number:number>/", disclosure.disclosure, name="disclosure"),
    path(
        "disclosure/<number:number>/releases/<int:release>/", disclosure.disclosure_release, name="disclosure_release"
    ),
    path("disclosure/<number:number>/ledger/", disclosure.disclosure_ledger, name="disclosure_ledger"),
    path("disclosure/<number:number>/freedom/", disclosure.disclosure_budget, name="disclosure_budget"),
    path("releases/", public.releases, name="releases"),
    path("releases/<slug:name>/", public.release, name="release"),
    path("stock/", stock.stocks, name="stocks"),
    path("stock/<number:number>/", stock.stock, name="stock"),
    path("stock/<number:number>/decisions/", stock.stock_decisions, name="stock_decisions"),
    path("stock/<number:number>/purchases/", stock.stock_purchases, name="stock_purchases"),
    path("stock/<number:number>/lots/", stock.stock_lots, name="stock_lots"),
    path("stock/<number:number>/vouchers/", vouchers.stock_vouchers, name="stock_vouchers"),
    path("stock/<number:number>/vouchers/export.xlsx", vouchers.stock_vouchers_export, name="stock_vouchers_export"),
    path("stock/<number:number>/releases/", stock.stock_releases, name="stock_releases"),
    path("stock/<number:number>/releases/<slug:release>/", stock.stock_release, name="stock_release"),
    path("stock/<number:number>/drills/", stock.stock_drills, name="stock_drills"),
]
