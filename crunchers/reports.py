"""What the pages of a cruncher's standing are drawn from: the same for the cruncher and for managers."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from .models import Cruncher
from .standing import SPANS, standing_of
from .standing_plots import plots


def shown_standing(cruncher: Cruncher, http_request: HttpRequest, *, for_cruncher: bool) -> dict[str, Any]:
    """The context of templates/crunchers/_standing.html; `?span=` says how far back."""
    span = SPANS.get(http_request.GET.get("span", ""), SPANS["4w"])
    standing = standing_of(cruncher, span, for_cruncher=for_cruncher)
    return {
        "cruncher": cruncher,
        "standing": standing,
        "plots": plots(standing),
        "spans": SPANS,
        "enough": settings.HEAT_GOLD_ENOUGH,
        "bar": settings.HEAT_GOLD_BAR,
        "for_cruncher": for_cruncher,
    }
