"""Pages about what is measured: an indicator, a table brought in, results taken out."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from wholeflow.errors import NotFound, Refused, WholeflowError
from wholeflow.governance import Act
from wholeflow.server.accounts.models import Person
from wholeflow.server.history.models import Change
from wholeflow.server.mapping import queries
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring import indicator_page, results
from wholeflow.server.measuring.bringing_values import BroughtSeries, bring_in
from wholeflow.server.measuring.table_forms import TableForm

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
def indicator(
    request: HttpRequest, process_id: str, indicator_id: UUID
) -> HttpResponse:
    process = queries.process(request.user, process_id)
    rows = process.indicators.filter(pk=indicator_id, removed=False)
    row = rows.first()
    if row is None:
        raise NotFound("There is no such indicator here, or it was taken out.")
    everything = request.GET.get("rows") == "all"
    context = indicator_page.page(request.user, process, row, everything=everything)
    return render(request, "measuring/indicator.html", context)


@login_required
def bring_values(request: HttpRequest, process_id: str) -> HttpResponse:
    """Ask for a table, show what it would change, and bring it in once that is seen."""
    by = request.user
    assert isinstance(by, Person), "login_required lets only people in"
    process = queries.process(by, process_id)
    decision = queries.decision(by, Act.EDIT, process)
    if not decision.allowed:
        raise Refused(decision.reason)
    only = request.GET.get("indicator", "")
    if request.method != "POST":
        return _table_page(request, process, TableForm(only=only))
    form = TableForm(request.POST, request.FILES, only=only)
    if not form.is_valid():
        return _table_page(request, process, form)
    table, seen = form.table(), bool(request.POST.get("seen"))
    try:
        done = bring_in(by=by, table=table, process_id=process.pk, dry_run=not seen)
    except WholeflowError as refused:
        form.tell(refused)
        return _table_page(request, process, form)
    if not seen:
        return _preview(request, process, form, done)
    last = Change.objects.filter(by=str(by.pk)).order_by("-seq").first()
    changed = any(each.added or each.restated for each in done)
    undo = str(last.pk) if changed and last else ""
    messages.success(request, f"Brought in {table.source}.", extra_tags=undo)
    return redirect("process", process_id=process.pk)


def results_file(request: HttpRequest, process_id: str, form: str) -> HttpResponseBase:
    """Give a process and all below it as a file for a spreadsheet."""
    process = queries.process(request.user, process_id)
    answer: HttpResponseBase
    if form == "csv":
        lines = results.as_csv(request.user, process)
        answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    elif form == "xlsx":
        book = results.as_workbook(request.user, process)
        answer = HttpResponse(book, content_type=WORKBOOK)
    else:
        raise NotFound(f"Results are given as csv or xlsx; not as {form}.")
    answer["Content-Disposition"] = f'attachment; filename="evidence.{form}"'
    return answer


def _table_page(
    request: HttpRequest, process: Process, form: TableForm
) -> HttpResponse:
    context = {"process": process, "form": form}
    status = 400 if form.is_bound else 200
    return render(request, "measuring/bring_values.html", context, status=status)


def _preview(
    request: HttpRequest,
    process: Process,
    form: TableForm,
    done: Sequence[BroughtSeries],
) -> HttpResponse:
    table = form.table()
    changes = any(each.is_new or each.added or each.restated for each in done)
    context = {
        "process": process,
        "table": table,
        "brought": done,
        "form": form,
        "changes": changes,
    }
    return render(request, "measuring/brought_values.html", context)
