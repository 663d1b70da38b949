"""The field `gold` of a question."""

from rest_framework import serializers

from requests_app.request_types.fields import Fields, Number

MAX_TOLERANCE = 10**15  # as large as a rating's scale may be


class Gold(Fields):
    """The right answer, which is known: the request completes at once with it, and crunchers are judged by it."""

    answer = serializers.JSONField(
        help_text="The right answer, of the form that the type answers in. Never shown to crunchers."
    )
    tolerance = Number(
        required=False,
        min_value=0,
        max_value=MAX_TOLERANCE,
        help_text=(
            "How far from it is still right. For ratings and numbers the greatest difference; for marks the greatest "
            "distance, summed over the marks, each of which is within 1 where it agrees at all; else it has no meaning."
        ),
    )
