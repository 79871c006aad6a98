"""Real TLS servers that let devices in by a trust store, each as functions/OPERATING.md configures it."""

import os
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.support.programs import required_program
from tests.tools.local_stack.guide import Workbench
from tests.tools.local_stack.ports import HOST, free_port
from tests.tools.local_stack.processes import Command, ProcessGroup

# HAProxy reads five thousand CAs in some three seconds of a whole processor.
SECONDS_TO_ANSWER = 60.0
SECONDS_BETWEEN_LOOKS = 0.05
# Debian has both programs where only root's PATH looks.
SEARCH_PATH = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"])

MOSQUITTO_CONFIGURATION = """\
listener {port} 127.0.0.1
cafile {folder}/truststore.pem
certfile {folder}/server.crt
keyfile {folder}/server.key
require_certificate true
use_identity_as_username true
# Started by root it would become a user who cannot read the test's files.
user root
"""

NGINX_CONFIGURATION = """\
daemon off;
pid {folder}/nginx.pid;
error_log stderr;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {folder}/server.crt;
    ssl_certificate_key {folder}/server.key;
    ssl_trusted_certificate {folder}/truststore.pem;
    ssl_verify_client optional_no_ca;
    ssl_verify_depth 4;
    if ($ssl_client_verify != SUCCESS) {{ return 403; }}
    location / {{ return 200 "$ssl_client_s_dn"; }}
  }}
}}
"""

HAPROXY_CONFIGURATION = """\
defaults
  mode http
  timeout client 10s
  timeout server 10s
  timeout connect 10s
frontend devices
  bind 127.0.0.1:{port} ssl crt {folder}/server.pem verify required ca-verify-file {folder}/truststore.pem
  http-request return status 200 content-type text/plain lf-string "%[ssl_c_s_dn]"
"""

# CONNECT of MQTT 3.1.1 as client "device-1" (OASIS, 3.1), and a CONNACK that accepts it (3.2).
MQTT_CONNECT = b"\x10\x14\x00\x04MQTT\x04\x02\x00\x3c\x00\x08device-1"
MQTT_ACCEPTED = b"\x20\x02\x00\x00"
HTTP_REQUEST = b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n"


@dataclass(frozen=True)
class TlsServer:
    """A kind of server.

    Attributes:
        configuration: Its configuration, with places for a port and a folder.
        options: What it is started with, with places for the configuration's file and the folder.
        request: What a client asks for once the handshake is done.
        begin, end: What the answer begins and ends with where the client is let in.
    """

    program: str
    configuration: str
    options: str
    request: bytes
    begin: bytes
    end: bytes

    def __str__(self) -> str:
        return self.program


MOSQUITTO = TlsServer("mosquitto", MOSQUITTO_CONFIGURATION, "-c {file}", MQTT_CONNECT, MQTT_ACCEPTED, b"")
NGINX = TlsServer(
    "nginx", NGINX_CONFIGURATION, "-p {folder} -e stderr -c {file}", HTTP_REQUEST, b"HTTP/1.1 200 ", b"CN=device-1"
)

HAPROXY = TlsServer("haproxy", HAPROXY_CONFIGURATION, "-db -f {file}", HTTP_REQUEST, b"HTTP/1.1 200 ", b"CN=device-1")


def lets_in(server: TlsServer, bench: Workbench, device: str) -> bool:
    """Start a server on the files of a workbench, connect with ``<device>.crt``, and say whether that worked."""
    with _running(server, bench) as port:
        return connects(server, bench, device, port)


def connects(server: TlsServer, bench: Workbench, device: str, port: int) -> bool:
    """Connect to a running server with ``<device>.crt``, and say whether it let the device in.

    Raises:
        ConnectionRefusedError: Nobody listens.
    """
    context = ssl.create_default_context(cafile=str(bench.path("server.crt")))
    context.load_cert_chain(bench.path(f"{device}.crt"), bench.path(f"{device}.key"))
    try:
        answer = _ask(server, context, port)
    except (ssl.SSLError, ConnectionResetError, BrokenPipeError):
        return False
    return answer.startswith(server.begin) and answer.endswith(server.end)


def _ask(server: TlsServer, context: ssl.SSLContext, port: int) -> bytes:
    with (
        socket.create_connection((HOST, port), timeout=SECONDS_TO_ANSWER) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as connection,
    ):
        connection.sendall(server.request)
        answer = b""
        while part := connection.recv(4096):
            answer += part
            if answer == MQTT_ACCEPTED:
                break
        return answer


@contextmanager
def _running(server: TlsServer, bench: Workbench) -> Iterator[int]:
    program = required_program(server.program, path=SEARCH_PATH)
    port, file, log = free_port(), bench.path(f"{server}.conf"), bench.path(f"{server}.log")
    file.write_text(server.configuration.format(port=port, folder=bench.folder))
    options = server.options.format(file=file, folder=bench.folder).split()
    process = ProcessGroup(Command(str(server), [program, *options], os.environ, bench.folder, log))
    try:
        _wait_until_it_listens(process, port)
        yield port
    finally:
        process.stop()


def _wait_until_it_listens(process: ProcessGroup, port: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while True:
        try:
            socket.create_connection((HOST, port), timeout=SECONDS_TO_ANSWER).close()
        except ConnectionError:
            log = process.command.log
            assert process.exit_code() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(SECONDS_BETWEEN_LOOKS)
        else:
            return
