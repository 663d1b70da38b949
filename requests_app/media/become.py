"""`python -I -S become.py CPU_SECONDS MEMORY_BYTES OUTPUT_BYTES PROGRAM ARGUMENT …`: set bounds, become the program.

That way no code of ours runs between fork and exec of a process that has threads. Small, since it starts for each file.
"""

import os
import resource
import sys


def main() -> None:
    """A limit that already is lower stays."""
    for kind, given in zip(
        (resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_FSIZE), sys.argv[1:4], strict=True
    ):
        hard = resource.getrlimit(kind)[1]
        wanted = int(given) if hard == resource.RLIM_INFINITY else min(int(given), hard)
        resource.setrlimit(kind, (wanted, wanted))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.execv(sys.argv[4], sys.argv[4:])  # noqa: S606


if __name__ == "__main__":
    main()
