"""The managers' pages for gold questions: making one of a request that is complete, and what crunchers made of them."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import ParseError, ValidationError
from unfold.contrib.filters.admin import AutocompleteSelectFilter, BooleanRadioFilter
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from requests_app import gold
from requests_app.admin_pages import FoundById, HeatAdmin, LookOnly, counted, json_of, large_of, question_of
from requests_app.api.errors import flat
from requests_app.api.gold_field import MAX_TOLERANCE
from requests_app.api.parsers import read_object
from requests_app.models import GoldJudgement, GoldQuestion, HeatRequest


class GoldForm(BaseDialogForm):
    """The right answer, as JSON; at first what the request's response is."""

    answer = forms.CharField(label="The right answer, as JSON", widget=UnfoldAdminTextareaWidget({"rows": 4}))
    tolerance = forms.FloatField(
        label="Tolerance: for a rating or number the greatest difference, for marks the greatest distance",
        required=False,
        min_value=0,
        max_value=MAX_TOLERANCE,
        widget=UnfoldAdminTextInputWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heat_request = HeatRequest.objects.get(pk=self.object_id)
        known = GoldQuestion.objects.filter(pk=self.heat_request.pk).first()
        answer = known.answer if known else gold.own_answer(self.heat_request)
        self.fields["answer"].initial = json.dumps(answer, ensure_ascii=False)
        self.fields["tolerance"].initial = known and known.tolerance

    def clean_answer(self) -> Any:
        try:
            answer = read_object(f'{{"answer": {self.cleaned_data["answer"]}}}'.encode())["answer"]
            return gold.checked(self.heat_request, answer)
        except ValidationError as error:
            raise forms.ValidationError([": ".join(filter(None, (at, *said))) for at, said in _flat(error)]) from error
        except ParseError as error:
            raise forms.ValidationError("This is not JSON.") from error


def _flat(error: ValidationError) -> Any:
    return flat(error.detail).items()


MAKE = {
    "title": "Make this a gold question",
    "description": "Crunchers who have not seen it are asked it among other work, and judged by this answer.",
    "form_class": GoldForm,
    "form_submit_text": "Make it gold",
}


class MakesGold:
    """Actions of the requests' pages."""

    @action(description="Make gold questions, by their responses", permissions=["act"])
    def make_gold(self, request: HttpRequest, rows: QuerySet[HeatRequest]) -> None:
        made, refused = 0, ""
        for heat_request in HeatRequest.objects.filter(pk__in=list(rows.values_list("pk", flat=True))):
            try:
                gold.mark(heat_request, gold.own_answer(heat_request))
                made += 1
            except ValidationError as error:
                refused = next(iter(flat(error.detail).values()))[0]
        messages.success(request, f"{counted(made, 'gold question was', 'gold questions were')} made.")
        if refused:
            messages.warning(request, f"The others can't be: {refused}")

    @action(description="Make it a gold question", permissions=["act"], dialog=MAKE)
    def make_gold_of_this(self, request: HttpRequest, form: forms.Form, object_id: str) -> HttpResponse:
        heat_request = HeatRequest.objects.get(pk=object_id)
        gold.mark(heat_request, form.cleaned_data["answer"], form.cleaned_data["tolerance"])
        messages.success(request, "It is a gold question now.")
        return self.back_to(heat_request)  # type: ignore[attr-defined]


class GoldQuestionAdmin(LookOnly, FoundById):
    list_display = ("question", "type", "state", "made_by", "record", "created_at")
    list_filter = (("by_client", BooleanRadioFilter),)
    list_select_related = ("heat_request__account",)
    search_fields = ("=heat_request_id",)
    search_help_text = "The request's id."
    ordering = ("-created_at",)
    question = question_of("heat_request")
    unlisted = ("answer", *large_of("heat_request"))
    shown_answer = json_of("answer", "The right answer")
    fields = ("heat_request", "question", "type", "state", "made_by", "shown_answer", "tolerance", "created_at")
    readonly_fields = fields
    actions = ("retire", "ask_again")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        if not hasattr(request, "lists"):
            return rows
        # Subqueries: reckoned for the rows that are shown, not for the whole table.
        judged = GoldJudgement.objects.filter(gold=OuterRef("pk")).order_by().values("gold")
        right = judged.annotate(n=Count("pk", filter=Q(right=True))).values("n")
        return rows.annotate(judged=Subquery(judged.annotate(n=Count("pk")).values("n")), rights=Subquery(right))

    @display(description="Type")
    def type(self, row: GoldQuestion) -> str:
        return row.heat_request.type

    @display(description="State", label={"asked": "success", "retired": "warning"})
    def state(self, row: GoldQuestion) -> str:
        return "retired" if row.retired_at else "asked"

    @display(description="Made by")
    def made_by(self, row: GoldQuestion) -> str:
        return str(row.heat_request.account) if row.by_client else "a manager"

    @display(description="Right answers")
    def record(self, row: Any) -> str:
        return f"{row.rights:,} of {row.judged:,}" if row.judged else "–"

    @action(description="Retire: ask it no more", permissions=["act"])
    def retire(self, request: HttpRequest, rows: QuerySet[GoldQuestion]) -> None:
        ids = list(rows.values_list("pk", flat=True))
        n = GoldQuestion.objects.filter(pk__in=ids, retired_at=None).update(retired_at=Now())
        messages.success(request, f"{counted(n, 'gold question was', 'gold questions were')} retired.")

    @action(description="Ask it again", permissions=["act"])
    def ask_again(self, request: HttpRequest, rows: QuerySet[GoldQuestion]) -> None:
        ids = list(rows.values_list("pk", flat=True))
        n = GoldQuestion.objects.filter(pk__in=ids).exclude(retired_at=None).update(retired_at=None)
        messages.success(request, f"{counted(n, 'gold question is', 'gold questions are')} asked again.")


class GoldJudgementAdmin(LookOnly, HeatAdmin):
    list_display = ("question", "type", "cruncher", "right", "at")
    list_filter = (("cruncher", AutocompleteSelectFilter),)
    list_select_related = ("cruncher__user", "gold__heat_request")
    unlisted = ("gold__answer", *large_of("gold__heat_request"))
    question = question_of("gold.heat_request")
    ordering = ("-pk",)

    @display(description="Type")
    def type(self, row: GoldJudgement) -> str:
        return row.gold.heat_request.type
