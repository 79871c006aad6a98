"""Owners of CAs, each doing all that the API offers, in a mix of mostly reads; see `make load`.

The run fails on any answer that is not the expected one, on any upload that was answered with 201 and is not there at
the end, byte for byte, and on workers that grow.
"""

import random
import sys
from dataclasses import dataclass, field
from http import HTTPStatus
from statistics import mean
from typing import Any

import gevent
import requests
from locust import HttpUser, constant, events, task

from tests.load.memory import megabytes_by_process
from tests.support.authority import Authority
from tests.support.media_types import RAW
from tests.tools.local_stack.checkout import OUTPUTS_FILE
from tests.tools.local_stack.outputs import StackOutputs
from tests.tools.local_stack.users import sign_in

OUTPUTS = StackOutputs.from_json(OUTPUTS_FILE.read_text())
ONE = "/ca-certificates/[id]"
MOST_KEPT = 100
# Workers have met every kind of request by then, and grow no more.
SECONDS_TO_WARM_UP = 60
MOST_GROWTH = 1.1


@dataclass
class Run:
    """What the run has to remember.

    Attributes:
        written: The file of each upload that was answered with 201 and not deleted since, by token and id.
        memory: Of each worker, once warm.
        lost: The ids of those that are not there, or are another file.
        server_errors: How many answers were of 500 or above.
    """

    written: dict[tuple[str, str], bytes] = field(default_factory=dict)
    memory: dict[int, float] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    server_errors: int = 0


RUN = Run()


class CaOwner(HttpUser):
    """One user of one tenant; the users take the tenants in turn."""

    host = OUTPUTS.api_url
    wait_time = constant(0)
    _count = 0

    def on_start(self) -> None:
        """Sign in."""
        self.client.trust_env = False
        owners = [user for user in OUTPUTS.users if user.role != "reader"]
        user = owners[CaOwner._count % len(owners)]
        CaOwner._count += 1
        self.token = sign_in(OUTPUTS, user)
        self.client.headers["Authorization"] = f"Bearer {self.token}"
        self.kept: dict[str, Authority] = {}
        self.upload()

    def send(self, expected: int, method: str, path: str, name: str, **options: Any) -> Any:
        """Send a request; any other answer than the expected is a failure."""
        answer: Any
        with self.client.request(method, path, name=name, catch_response=True, **options) as answer:
            if answer.status_code == expected:
                answer.success()
            else:
                RUN.server_errors += answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
                answer.failure(f"{answer.status_code}: {answer.text[:200]}")
            return answer

    def one(self) -> tuple[Authority, str]:
        """Choose one of the user's CAs; return it and its path."""
        if not self.kept:
            self.upload()
        ca = random.choice(list(self.kept.values()))  # noqa: S311  nothing is secret
        return ca, f"/ca-certificates/{ca.id}"

    @task(3)
    def upload(self) -> None:
        """Upload a CA certificate, in one of two encodings."""
        ca = Authority(f"CA {random.randrange(1000)}")  # noqa: S311
        body = random.choice([ca.pem, ca.der])  # noqa: S311
        if self.send(201, "POST", "/ca-certificates", "/ca-certificates", data=body, headers=RAW).status_code == 201:
            RUN.written[self.token, ca.id] = body
            self.kept[ca.id] = ca

    @task(4)
    def list_certificates(self) -> None:
        """Read the first page."""
        self.send(200, "GET", "/ca-certificates", "/ca-certificates")

    @task(4)
    def describe(self) -> None:
        """Read one CA certificate."""
        self.send(200, "GET", self.one()[1], ONE)

    @task(2)
    def download(self) -> None:
        """Download a file and compare it with what was uploaded."""
        ca, path = self.one()
        answer = self.send(200, "GET", f"{path}/file", f"{ONE}/file")
        if answer.ok and answer.content != RUN.written[self.token, ca.id]:
            RUN.lost.append(ca.id)

    @task(2)
    def prove(self) -> None:
        """Generate a code, read it, prove possession, read the trail; a verified CA makes room for the next."""
        ca, path = self.one()
        code = self.send(201, "POST", f"{path}/verification-code", f"{ONE}/verification-code").json()["code"]
        self.send(200, "GET", f"{path}/verification-code", f"{ONE}/verification-code")
        proof = ca.prove(code)
        self.send(200, "POST", f"{path}/verification", f"{ONE}/verification", data=proof, headers=RAW)
        self.send(200, "GET", f"{path}/events", f"{ONE}/events")
        del self.kept[ca.id]

    @task(2)
    def delete(self) -> None:
        """Delete a CA certificate."""
        ca, path = self.one()
        if self.send(204, "DELETE", path, ONE).status_code == 204:
            del self.kept[ca.id], RUN.written[self.token, ca.id]


@events.test_start.add_listener
def measure_when_warm(**_: Any) -> None:
    """Note the memory of the workers, once each has met its requests."""

    def measure() -> None:
        RUN.memory = megabytes_by_process(OUTPUTS)

    gevent.spawn_later(SECONDS_TO_WARM_UP, measure)


@events.quitting.add_listener
def report(environment: Any, **_: Any) -> None:
    """Read every upload back, print the figures, and fail the run where something is wrong."""
    for (token, certificate_id), body in RUN.written.items():
        url = f"{OUTPUTS.api_url}/ca-certificates/{certificate_id}/file"
        answer = requests.get(
            url, headers={"Authorization": f"Bearer {token}"}, timeout=60, proxies={"http": "", "https": ""}
        )
        if answer.content != body:
            RUN.lost.append(certificate_id)
    total = environment.stats.total
    end = megabytes_by_process(OUTPUTS)
    stayed = [process for process in RUN.memory if process in end]
    warm_memory, end_memory = (mean(of[p] for p in stayed) if stayed else 0.0 for of in (RUN.memory, end))
    sys.stdout.write(
        f"\nrequests           {total.num_requests}, {total.total_rps:.1f} a second\n"
        f"milliseconds       p50 {total.get_response_time_percentile(0.5)}, "
        f"p95 {total.get_response_time_percentile(0.95)}, p99 {total.get_response_time_percentile(0.99)}, "
        f"max {total.max_response_time:.0f}\n"
        f"failures           {total.num_failures}, of them 5xx {RUN.server_errors}\n"
        f"uploads read back  {len(RUN.written)}, lost or changed {len(RUN.lost)}\n"
        f"worker memory      {len(end)} workers; mean of the {len(stayed)} that were warm after "
        f"{SECONDS_TO_WARM_UP} s: {warm_memory:.1f} MB then, {end_memory:.1f} MB at the end\n"
    )
    grew = bool(stayed) and end_memory > warm_memory * MOST_GROWTH
    environment.process_exit_code = 1 if total.num_failures or RUN.lost or grew else 0
