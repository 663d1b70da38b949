"""Run a module of Heat with a clock that is off: `python -m tests.chaos.off_clock SECONDS MODULE`.

What Python code asks of `time.time` and Django of `timezone.now` is so many seconds later than the truth.
"""

import runpy
import sys
import time
from datetime import timedelta

from django.utils import timezone

seconds, module = float(sys.argv[1]), sys.argv[2]
_time, _now = time.time, timezone.now
time.time = lambda: _time() + seconds
timezone.now = lambda: _now() + timedelta(seconds=seconds)
sys.argv = [module]
runpy.run_module(module, run_name="__main__", alter_sys=True)
