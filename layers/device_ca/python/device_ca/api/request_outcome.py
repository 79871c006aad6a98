"""What came of a request, told twice: as one structured log line and as metrics in CloudWatch's embedded format.

Metrics are log lines too, so they cost no call. Neither holds anything of a request's path, headers or body.
"""

import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

from device_ca.stores.aws_clients import failed_call

NAMESPACE = "DeviceCaRegistry"
_UPLOAD = "POST /ca-certificates"
_PROOF = "POST /ca-certificates/{id}/verification"
# Any other answer tells of the request, not of a proof.
_PROOF_OUTCOMES: dict[int, str] = {HTTPStatus.OK: "accepted", HTTPStatus.UNPROCESSABLE_ENTITY: "refused"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request was refused.

    Attributes:
        code: The problem's code.
        rules: The rules that a certificate or a proof broke.
        cause: The kind of the failure behind it, where there is one.
    """

    code: str
    rules: tuple[str, ...] = ()
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class RequestOutcome:
    """The answer to one request.

    Attributes:
        route: Method and resource as the template has them, such as ``GET /ca-certificates/{id}``.
    """

    route: str
    status: int
    milliseconds: float
    refusal: Refusal | None


def report(outcome: RequestOutcome, logger: Logger) -> None:
    """Log and measure an outcome."""
    refusal = outcome.refusal
    fields: dict[str, Any] = {"code": refusal.code, "rules": refusal.rules, "cause": refusal.cause} if refusal else {}
    logger.info(
        "answered", route=outcome.route, status=outcome.status, milliseconds=round(outcome.milliseconds, 1), **fields
    )
    _emit("Latency", outcome.milliseconds, MetricUnit.Milliseconds, route=outcome.route)
    if outcome.route == _UPLOAD and outcome.status == HTTPStatus.CREATED:
        _emit("Uploads", 1)
    if outcome.route == _PROOF and outcome.status in _PROOF_OUTCOMES:
        _emit("Proofs", 1, outcome=_PROOF_OUTCOMES[outcome.status])
    for rule in refusal.rules if refusal else ():
        _emit("Refusals", 1, rule=rule)


def describe_unforeseen(error: BaseException) -> list[str]:
    """Return the kinds and the places of an error and of those that led to it, outermost first.

    Not their messages: a library may put the value that it did not like into one, and that may be a secret.
    """
    return [line for link in _chain(error) for line in (_kind(link), *_places(link))]


def _emit(name: str, value: float, unit: MetricUnit = MetricUnit.Count, **dimensions: str) -> None:
    metrics = EphemeralMetrics(namespace=NAMESPACE)
    for dimension, text in dimensions.items():
        metrics.add_dimension(dimension, text)
    metrics.add_metric(name, unit, value)
    metrics.flush_metrics()


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
