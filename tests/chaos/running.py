"""A run: players at a site, a nemesis among them, and the verdict."""

import sys
import time
from dataclasses import dataclass, field

from tests.receiver import Receiver, receiving

from . import checker
from .history import Asked, Ended, History, Hooked, Struck, Waited
from .nemesis import Nemesis
from .players import Client, Crowd, Cruncher
from .rows import Rows
from .site import Site


@dataclass
class Outcome:
    """What became of a run: `wrong` is what the checker says."""

    wrong: list[str]
    history: History
    rows: Rows
    kills: int = 0
    figures: dict[str, float] = field(default_factory=dict)


def hooked(receiver: Receiver) -> list[Hooked]:
    """The receiver's calls, as the history has them; `receiver.secret` was set before the first."""
    return [Hooked(webhook_id, payload) for webhook_id, payload in list(receiver.judged)]


def settled(rows: Rows) -> bool:
    """Whether all has ended and all is delivered."""
    return all(row.status != "pending" for row in rows.requests) and all(
        row.status == "delivered" for row in rows.deliveries
    )


def run(
    site: Site,
    seed: int,
    seconds: float,
    every: float,
    clients: int = 4,
    most_kills: int = 1_000_000,
    only: str = "",
    hooks: bool = True,
    patience: float = 120,
) -> Outcome:
    """Rage for so long, then let everything come to its end, for at most `patience` seconds, and judge.

    With 0 seconds, every strike comes once, and two more kills. `only` names the one strike that the nemesis has, when
    it is to have one. Without `hooks` nobody gives a hook_url: a webhook that is sent as its sender is killed comes
    again only when its lease ends.
    """
    history = History()
    with receiving() as receiver:
        receiver.secret = site.secret
        crunchers = [Cruncher(site, history, seed * 100 + n, n) for n in range(len(site.crunchers))]
        askers = [
            Client(site, history, seed * 1000 + n, receiver.url if hooks else "", several=len(crunchers) > 2)
            for n in range(clients)
        ]
        crowd, nemesis = Crowd([*crunchers, *askers]), Nemesis(site, history, receiver, seed)
        if only:
            nemesis.strikes = {getattr(nemesis, only): 1}
        crowd.start()
        if seconds:
            nemesis.rage(seconds, every, most_kills)
        else:
            nemesis.each(2)
        begun = time.monotonic()
        crowd.finish(Client, patience)
        while not settled(rows := site.rows()) and time.monotonic() - begun < patience:
            time.sleep(0.5)
        crowd.finish(Cruncher, 10)
        history.add(*hooked(receiver))
        rows = site.rows()
    waits = sorted(one.seen - one.since for one in history.of(Waited))
    figures = {
        "requests": len(rows.requests),
        "asked": len(history.of(Asked)),
        "ended": len(history.of(Ended)),
        "webhooks": len(rows.deliveries),
        "strikes": len(history.of(Struck)),
        "refusals": sum(player.refusals for player in crowd.players),
        "longest wait s": round(waits[-1], 1) if waits else 0,
        "settled after s": round(time.monotonic() - begun, 1),
    }
    wrong = checker.judge(history, rows)
    if wrong:
        for slot in site.slots:
            sys.stderr.write(f"{slot.name}:\n{slot.log.read_text(errors='replace')[-4000:]}\n")
    return Outcome(wrong, history, rows, nemesis.kills, figures)
