"""Which TCP port of this machine a stack may have."""

import http.client
import socket

from tests.tools.local_stack.errors import LocalStackError

HOST = "127.0.0.1"
HIGHEST_PORT = 65535
HEALTH_PATH = "/_ministack/health"


def port_from_text(text: str) -> int:
    """Return the port that a person asked for.

    Raises:
        LocalStackError: The text is no port number.
    """
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= HIGHEST_PORT):
        msg = f"PORT must be a number from 1 to {HIGHEST_PORT}, not {text!r}."
        raise LocalStackError(msg)
    return int(text)


def free_port() -> int:
    """Return a port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def ensure_port_is_free(port: int) -> None:
    """Return if this process can listen on the port.

    Raises:
        LocalStackError: Something else has it, or the system does not allow it.
    """
    if is_listened_on(port):
        found = "another local stack" if _is_local_stack(port) else "another program"
        msg = f"Port {port} of {HOST} is in use by {found}. Stop it, or choose another port: {_advice(port)}"
        raise LocalStackError(msg)
    with socket.socket() as probe:
        # Without it, connections that a stack before this one closed a moment ago would keep the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            msg = f"Port {port} of {HOST} cannot be used ({error.strerror}). Choose another port: {_advice(port)}"
            raise LocalStackError(msg) from error


def _advice(port: int) -> str:
    candidates = (candidate for candidate in range(port + 1, port + 100) if candidate <= HIGHEST_PORT)
    return f"make run PORT={next((c for c in candidates if not is_listened_on(c)), 4566)}"


def is_listened_on(port: int) -> bool:
    """Tell whether something answers at the port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def _is_local_stack(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=1)
    try:
        connection.request("GET", HEALTH_PATH)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
