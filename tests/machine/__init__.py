"""A Hypothesis state machine over the real doors: whatever clients, crunchers, managers and time do, in any order.

After each step the rules of request_rules.py and people_rules.py are held against all rows. Time passes by moving
leases, deadlines and the end of undoing into the past.
"""

from .clients import Clients
from .managers import Managers
from .people_rules import PeopleRules
from .request_rules import RequestRules
from .workers import Workers


class Machine(Clients, Workers, Managers, RequestRules, PeopleRules):
    """Five crunchers, two accounts, and what happens to their requests."""
