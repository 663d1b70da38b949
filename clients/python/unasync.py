"""Makes src/heat_client/_sync from _async: the same code without its waits. Run it after each change there."""

import re
from pathlib import Path

PACKAGE = Path(__file__).parent / "src" / "heat_client"
# In this order.
WORDS = [
    (r"async (def|for|with) ", r"\1 "),
    (r"await ", ""),
    (r"Awaitable\[None\]", "None"),
    (r"Awaitable, ", ""),
    (r"\basync_", ""),
    (r"\bAsync(Iterator|BaseTransport|Client|Heat|Ask|Batches|Files)\b", r"\1"),
    (r"\b__a(enter|exit)__\b", r"__\1__"),
    (r"\baclose\b", "close"),
]


def synchronous(source: str) -> str:
    """The synchronous form of a module of _async."""
    for word, instead in WORDS:
        source = re.sub(word, instead, source)
    return source


def modules() -> dict[Path, str]:
    """Every module of _sync as it has to be."""
    made = {PACKAGE / "_sync" / path.name: synchronous(path.read_text()) for path in (PACKAGE / "_async").glob("*.py")}
    made[PACKAGE / "_sync" / "__init__.py"] = '"""Made from `_async` by unasync.py: change it there."""\n'
    return made


if __name__ == "__main__":
    for path, source in modules().items():
        path.write_text(source)
