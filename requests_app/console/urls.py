"""Routes of the developer console."""

from django.urls import path

from . import (
    api_keys,
    batches,
    converters,  # noqa: F401 - its import makes <id:…> known
    home,
    hooks,
    importing,
    joining,
    members,
    requests,
    start,
)

urlpatterns = [
    path("", home.home, name="console"),
    path("join/<str:token>/", joining.join, name="console-join"),
    path("<id:account_id>/start/", start.start, name="console-start"),
    path("<id:account_id>/requests/", requests.requests_page, name="console-requests"),
    path("<id:account_id>/requests/<uuid:request_id>/", requests.request_page, name="console-request"),
    path("<id:account_id>/requests/<uuid:request_id>/abort/", requests.abort, name="console-abort"),
    path("<id:account_id>/requests/<uuid:request_id>/archive/", requests.archive, name="console-archive"),
    path("<id:account_id>/batches/", batches.batches_page, name="console-batches"),
    path("<id:account_id>/batches/new/", importing.import_page, name="console-import"),
    path("<id:account_id>/batches/new/<str:step>/", importing.import_file, name="console-import-file"),
    path("<id:account_id>/batches/<uuid:batch_id>/", batches.batch_page, name="console-batch"),
    path("<id:account_id>/batches/<uuid:batch_id>/abort/", batches.abort, name="console-batch-abort"),
    path("<id:account_id>/batches/<uuid:batch_id>/results/<str:form>/", batches.results, name="console-results"),
    path("<id:account_id>/keys/", api_keys.keys_page, name="console-keys"),
    path("<id:account_id>/keys/<id:key_id>/roll/", api_keys.roll, name="console-key-roll"),
    path("<id:account_id>/keys/<id:key_id>/revoke/", api_keys.revoke, name="console-key-revoke"),
    path("<id:account_id>/webhooks/", hooks.webhooks_page, name="console-webhooks"),
    path("<id:account_id>/webhooks/secret/", hooks.secret, name="console-secret"),
    path("<id:account_id>/webhooks/rotate/", hooks.rotate, name="console-rotate"),
    path("<id:account_id>/webhooks/test/", hooks.test, name="console-hook-test"),
    path("<id:account_id>/webhooks/<uuid:delivery_id>/again/", hooks.send_again, name="console-send-again"),
    path("<id:account_id>/members/", members.members_page, name="console-members"),
    path("<id:account_id>/members/<id:membership_id>/role/", members.role, name="console-role"),
    path("<id:account_id>/members/<id:membership_id>/remove/", members.remove, name="console-remove"),
    path("<id:account_id>/invitations/<id:invitation_id>/withdraw/", members.withdraw, name="console-withdraw"),
]
