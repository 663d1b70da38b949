"""Whether the web process of this machine lives: `python -m heatsite.alive`, for a container's health check.

It asks /healthz of 127.0.0.1 at PORT (8000); the exit code is 0 when that answers 200.
"""

import os
import socket
import sys

SECONDS = 3


def main() -> int:
    """Ask; the exit code."""
    try:
        with socket.create_connection(("127.0.0.1", int(os.environ.get("PORT", "8000"))), SECONDS) as connection:
            connection.sendall(b"GET /healthz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
            answer = connection.makefile("rb").readline()
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0 if b" 200 " in answer else 1


if __name__ == "__main__":
    sys.exit(main())
