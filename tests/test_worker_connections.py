"""A worker's connections: its pool outlives its tasks, and a connection that broke is given up between them."""

from celery.fixups.django import DjangoWorkerFixup
from celery.signals import task_postrun, task_prerun

import heatsite.celery
from heatsite.celery import app


def test_celery_does_not_close_the_pool_around_a_task(monkeypatch):
    closed = []
    monkeypatch.setattr(DjangoWorkerFixup, "_close_database", lambda self: closed.append(1))
    fixup = DjangoWorkerFixup(app)
    for _ in range(100):
        fixup.close_database()
    assert not closed


def test_old_connections_are_given_back_around_a_task(monkeypatch):
    given_back = []
    monkeypatch.setattr(heatsite.celery, "close_old_connections", lambda: given_back.append(1))
    task_prerun.send(sender=None)
    task_postrun.send(sender=None)
    assert len(given_back) == 2
