"""The Content-Security-Policy: the settings' one, and another for the admin, whose looks need more. Permissions-Policy:
no page but the one for work may use a camera or a microphone.
"""

from typing import Any

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponseBase

# unfold runs on Alpine, which evaluates its attributes, and writes its colours into the page. No foreign script, no
# inline one: what clients and crunchers wrote could only ever be shown.
ADMIN = {
    "default-src": [NONE],
    "script-src": [SELF, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "font-src": [SELF],
    "connect-src": [SELF],
    "img-src": [SELF, "data:"],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
}


# What no page of ours uses; the work page asks for what it needs (crunchers/views.py).
PERMISSIONS = "camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), serial=(), payment=()"


class PolicyMiddleware(CSPMiddleware):
    """django-csp's, but for what the admin answers; and the Permissions-Policy."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return super().process_response(request, response)

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        match: Any = request.resolver_match
        if match is not None and match.app_name == "admin" and not report_only:
            parts.config = ADMIN
        return parts
