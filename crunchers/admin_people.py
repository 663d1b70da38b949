"""The managers' pages for crunchers: who may work, what they are good at, how they stand."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.html import format_html
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import action, display
from unfold.forms import ActionForm, BaseDialogForm
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from requests_app import needs
from requests_app.admin_pages import HeatAdmin, LookOnly, NeverDeleted, counted
from requests_app.models import Qualification

from . import assignments
from .models import Cruncher
from .reports import shown_standing

Standing = Cruncher.Standing
BANNED = "Banned by a manager."
PAUSED = "Paused by a manager."
STANDING_LABELS = {"waiting for approval": "info", "approved": "success", "paused": "warning", "banned": "danger"}


class ReasonForm(BaseDialogForm):
    reason = forms.CharField(max_length=500, label="Reason, shown to the cruncher", widget=UnfoldAdminTextInputWidget)


class BanForm(ReasonForm):
    reason = forms.CharField(
        max_length=500, label="Reason, shown to the cruncher", initial=BANNED, widget=UnfoldAdminTextInputWidget
    )


class WhichForm(BaseDialogForm):
    qualification = forms.ModelChoiceField(Qualification.objects.order_by("name"), widget=UnfoldAdminSelectWidget)


class GrantActionForm(ActionForm):
    """The action, and the qualification that is given or taken away."""

    qualification = forms.ModelChoiceField(
        Qualification.objects.order_by("name"),
        required=False,
        label="",
        empty_label="Which qualification",
        widget=UnfoldAdminSelectWidget(
            {
                "aria-label": "The qualification that is given or taken away",
                "class": ActionForm.base_fields["action"].widget.attrs["class"],
            }
        ),
    )


class Qualifies:
    """Actions that give and take qualifications."""

    @action(description="Give the qualification", permissions=["act"])
    def give(self, request: HttpRequest, rows: QuerySet[Cruncher]) -> None:
        if qualification := _chosen(request):
            ids = list(rows.values_list("pk", flat=True))
            qualification.crunchers.add(*ids)
            # Requests that need it may stand in line before where these crunchers look from.
            Cruncher.objects.filter(pk__in=ids).update(line_from_at=None)
            messages.success(request, f"{counted(len(ids), 'cruncher has', 'crunchers have')} “{qualification}” now.")

    @action(description="Take the qualification away", permissions=["act"])
    def take_away(self, request: HttpRequest, rows: QuerySet[Cruncher]) -> None:
        if qualification := _chosen(request):
            ids = list(rows.values_list("pk", flat=True))
            qualification.crunchers.remove(*ids)
            messages.success(
                request, f"{counted(len(ids), 'cruncher does', 'crunchers do')} not have “{qualification}” any more."
            )

    @action(
        description="Give a qualification",
        permissions=["act"],
        dialog={
            "title": "Give a qualification",
            "description": "They are offered what asks for it from now on.",
            "form_class": WhichForm,
            "form_submit_text": "Give",
        },
    )
    def give_this(self, request: HttpRequest, form: forms.Form, object_id: int) -> HttpResponse:
        self.give(request, Cruncher.objects.filter(pk=object_id))
        return self.back_to(Cruncher(pk=object_id))  # type: ignore[attr-defined]

    @action(
        description="Take one away",
        permissions=["act"],
        dialog={
            "title": "Take a qualification away",
            "description": "They are not offered what asks for it any more; what they hold stays with them.",
            "form_class": WhichForm,
            "form_submit_text": "Take away",
        },
    )
    def take_away_this(self, request: HttpRequest, form: forms.Form, object_id: int) -> HttpResponse:
        self.take_away(request, Cruncher.objects.filter(pk=object_id))
        return self.back_to(Cruncher(pk=object_id))  # type: ignore[attr-defined]


def _chosen(request: HttpRequest) -> Qualification | None:
    """The qualification that the form names; without one the manager is told to choose."""
    given = request.POST.get("qualification", "")
    qualification = Qualification.objects.filter(pk=given).first() if given.isdecimal() else None
    if qualification is None:
        messages.error(request, "Choose the qualification beside the action.")
    return qualification


class CruncherAdmin(Qualifies, NeverDeleted, HeatAdmin):
    list_display = ("__str__", "state", "standing_reason", "qualified", "how", "created_at", "seen_at", "waiting_since")
    list_filter = (("standing", ChoicesDropdownFilter), ("qualifications", AutocompleteSelectFilter))
    list_select_related = ("user",)
    search_fields = ("^user__username", "=public_id")
    search_help_text = "How the user name begins, or the whole id that clients know."
    ordering = ("-id",)
    autocomplete_fields = ("user",)
    action_form = GrantActionForm
    actions = ("approve", "pause", "ban", "give", "take_away")
    actions_detail = ("approve_this", "pause_this", "ban_this", "give_this", "take_away_this")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cruncher]:
        return super().get_queryset(request).prefetch_related("qualifications")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("user", "standing")
        kept = ("user", "public_id", "state", "standing_reason", "judged_since", "qualified", "how")
        return (*kept, "created_at", "seen_at", "waiting_since")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Standing is changed by the actions, which also take back what the cruncher holds."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else self.get_fields(request, obj)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.standing_page)
        return [path("<int:object_id>/standing/", view, name="crunchers_cruncher_standing"), *super().get_urls()]

    def standing_page(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """How one cruncher stands."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        cruncher = get_object_or_404(Cruncher.objects.select_related("user"), pk=object_id)
        context = {
            **self.admin_site.each_context(request),
            **shown_standing(cruncher, request, for_cruncher=False),
            "title": f"Standing of {cruncher}",
            "back": reverse("admin:crunchers_cruncher_change", args=[cruncher.pk]),
        }
        return render(request, "admin/crunchers/cruncher/standing.html", context)

    @display(description="Standing", label=STANDING_LABELS)
    def state(self, cruncher: Cruncher) -> str:
        return cruncher.get_standing_display().lower()

    @display(description="Qualifications")
    def qualified(self, cruncher: Cruncher) -> str:
        return ", ".join(sorted(one.name for one in cruncher.qualifications.all())) or "–"

    @display(description="How they stand")
    def how(self, cruncher: Cruncher) -> str:
        url = reverse("admin:crunchers_cruncher_standing", args=[cruncher.pk])
        return format_html('<a href="{}" style="text-decoration: underline">Figures</a>', url)

    @action(description="Approve, or lift a pause", permissions=["act"])
    def approve(self, request: HttpRequest, rows: QuerySet[Cruncher]) -> None:
        """Gold questions that were judged before no longer count, lest whoever is let back be paused at once."""
        others = rows.exclude(standing=Standing.APPROVED)
        n = others.update(standing=Standing.APPROVED, standing_reason="", judged_since=Now())
        messages.success(request, f"{counted(n, 'cruncher was', 'crunchers were')} approved.")

    @action(description="Pause", permissions=["act"])
    def pause(self, request: HttpRequest, rows: QuerySet[Cruncher]) -> None:
        working = list(rows.filter(standing=Standing.APPROVED))
        for cruncher in working:
            assignments.ban(cruncher, PAUSED, Standing.PAUSED)
        messages.success(request, f"{counted(len(working), 'cruncher was', 'crunchers were')} paused.")

    @action(description="Ban", permissions=["act"])
    def ban(self, request: HttpRequest, rows: QuerySet[Cruncher]) -> None:
        banned = list(rows.exclude(standing=Standing.BANNED))
        for cruncher in banned:
            assignments.ban(cruncher, BANNED)
        messages.success(request, f"{counted(len(banned), 'cruncher was', 'crunchers were')} banned.")

    @action(
        description="Approve",
        permissions=["act"],
        dialog={
            "title": "Approve this cruncher",
            "description": "They may take tasks from now on; questions whose answer is known count from now on too.",
            "form_class": None,
            "form_submit_text": "Approve",
        },
    )
    def approve_this(self, request: HttpRequest, form: forms.Form, object_id: int) -> HttpResponse:
        self.approve(request, Cruncher.objects.filter(pk=object_id))
        return self.back_to(Cruncher(pk=object_id))

    @action(
        description="Pause",
        permissions=["act"],
        dialog={
            "title": "Pause this cruncher",
            "description": "What they hold goes back in line, and they get nothing more until they are approved again.",
            "form_class": ReasonForm,
            "form_submit_text": "Pause",
        },
    )
    def pause_this(self, request: HttpRequest, form: forms.Form, object_id: int) -> HttpResponse:
        assignments.ban(Cruncher.objects.get(pk=object_id), form.cleaned_data["reason"], Standing.PAUSED)
        messages.success(request, "The cruncher was paused.")
        return self.back_to(Cruncher(pk=object_id))

    @action(
        description="Ban",
        permissions=["act"],
        dialog={
            "title": "Ban this cruncher",
            "description": "What they hold goes back in line, and they get nothing more.",
            "form_class": BanForm,
            "form_submit_text": "Ban",
        },
    )
    def ban_this(self, request: HttpRequest, form: forms.Form, object_id: int) -> HttpResponse:
        cruncher = Cruncher.objects.get(pk=object_id)
        assignments.ban(cruncher, form.cleaned_data["reason"])
        messages.success(request, "The cruncher was banned.")
        return self.back_to(cruncher)


class QualificationForm(forms.ModelForm):
    """The name is folded as requests' names are, so that the two can be compared."""

    class Meta:
        model = Qualification
        fields = ("name", "note")

    def clean_name(self) -> str:
        return needs.named(self.cleaned_data["name"])


class QualificationAdmin(NeverDeleted, HeatAdmin):
    form = QualificationForm
    list_display = ("name", "note", "holders", "created_at")
    search_fields = ("^name",)
    search_help_text = "How the name begins."
    ordering = ("name",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Requests ask for it by its name, which therefore stays."""
        return () if obj is None else ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(held_by=Count("crunchers"))

    @display(description="Crunchers who have it")
    def holders(self, row: Any) -> str:
        url = reverse("admin:crunchers_cruncher_changelist")
        lookup = f"{url}?qualifications__id__exact={row.pk}"
        return format_html('<a href="{}" style="text-decoration: underline">{}</a>', lookup, f"{row.held_by:,}")


class NeededSetAdmin(LookOnly, HeatAdmin):
    list_display = ("__str__", "size")
    ordering = ("-id",)


class NeededNameAdmin(LookOnly, HeatAdmin):
    list_display = ("name", "needed_set")
    list_select_related = ("needed_set",)
    search_fields = ("=name",)
    search_help_text = "A whole name."
    ordering = ("-id",)


class TallyAdmin(LookOnly, HeatAdmin):
    list_display = ("cruncher", "day", "type", "what", "n")
    list_filter = (("cruncher", AutocompleteSelectFilter),)
    list_select_related = ("cruncher__user",)
    ordering = ("-id",)
