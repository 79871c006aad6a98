"""The outcome of a request: one structured log line, and metrics in CloudWatch's embedded format.

Metrics are log lines too, so they cost no call. Neither holds a request's path, headers or body.
"""

import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools import Logger, single_metric
from aws_lambda_powertools.metrics import MetricUnit

from device_ca.api.problems import UNFORESEEN, problem_of
from device_ca.errors import JudgementRefusal
from device_ca.stores.aws_clients import failed_call

NAMESPACE = "DeviceCaRegistry"
_UPLOAD = "POST /ca-certificates"
_PROOF = "POST /ca-certificates/{id}/verification"
# Other answers are no verdict on a proof.
_PROOF_OUTCOMES: dict[int, str] = {HTTPStatus.OK: "accepted", HTTPStatus.UNPROCESSABLE_ENTITY: "refused"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to one request.

    Attributes:
        route: Method and resource as the template has them, such as ``GET /ca-certificates/{id}``.
        error: Why it was refused; None where it was not.
    """

    route: str
    status: int
    milliseconds: float
    error: Exception | None = None

    @property
    def broken_rules(self) -> list[str]:
        """The rules that a certificate or a proof broke."""
        return (
            [violation.rule for violation in self.error.violations] if isinstance(self.error, JudgementRefusal) else []
        )


def report(outcome: Outcome, logger: Logger) -> None:
    """Log and measure an outcome."""
    fields: dict[str, Any] = {}
    if outcome.error:
        problem, cause = problem_of(outcome.error), outcome.error.__cause__
        fields = {"code": problem.code, "rules": outcome.broken_rules, "cause": type(cause).__name__ if cause else None}
        if problem is UNFORESEEN:
            logger.error("unforeseen failure", error=describe_unforeseen(outcome.error))
    logger.info(
        "answered", route=outcome.route, status=outcome.status, milliseconds=round(outcome.milliseconds, 1), **fields
    )
    _measure("Latency", outcome.milliseconds, MetricUnit.Milliseconds, route=outcome.route)
    if outcome.route == _UPLOAD and outcome.status == HTTPStatus.CREATED:
        _measure("Uploads", 1)
    if outcome.route == _PROOF and outcome.status in _PROOF_OUTCOMES:
        _measure("Proofs", 1, outcome=_PROOF_OUTCOMES[outcome.status])
    for rule in outcome.broken_rules:
        _measure("Refusals", 1, rule=rule)


def describe_unforeseen(error: BaseException) -> list[str]:
    """Return the kinds and the places of an error and of those that led to it, outermost first.

    Not their messages: libraries put values into them, which may be secrets.
    """
    return [line for link in _chain(error) for line in (_kind(link), *_places(link))]


def _measure(name: str, value: float, unit: MetricUnit = MetricUnit.Count, **dimensions: str) -> None:
    """Write a metric of its own: those that ``log_metrics`` gathers all have the same dimensions."""
    with single_metric(name, unit, value, namespace=NAMESPACE, default_dimensions=dimensions):
        pass


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _kind(error: BaseException) -> str:
    name = type(error).__qualname__
    call = failed_call(error)
    return f"{name}: {call}" if call else name


def _places(error: BaseException) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
