"""The verification code: what the owner of a CA signs to prove possession of its key."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

_FORM = re.compile(r"[0-9a-f]{32}", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class VerificationCode:
    """A code and its life.

    Attributes:
        code: 32 lower-case hex digits.
        generated_at: When it was made; whole seconds, UTC.
        expires_at: When it stops working.
    """

    code: str
    generated_at: datetime
    expires_at: datetime

    def is_active(self, now: datetime) -> bool:
        """Say whether the code may be used at ``now``. DynamoDB's TTL deletes days late, so the time decides."""
        return now < self.expires_at


@dataclass(frozen=True, slots=True)
class ReplacedCode:
    """A code that a newer one has replaced, and when that was (aware, in UTC)."""

    code: str
    replaced_at: datetime


def generate_verification_code(*, now: datetime, validity: timedelta) -> VerificationCode:
    """Make a code of 128 bits from the operating system's random source.

    Hex digits alone, so that it survives shells, config files and case-folding (RFC 5280 7.1 compares names without
    regard to case).
    """
    generated_at = now.replace(microsecond=0)
    return VerificationCode(secrets.token_hex(16), generated_at, generated_at + validity)


def has_form_of_code(text: str) -> bool:
    """Say whether a text could be a code, in any case (RFC 5280 7.1)."""
    return _FORM.fullmatch(text) is not None


def possession_statement(certificate_id: str, code: str) -> str:
    """Return the ASCII text that a signature proof signs; no other text begins like it."""
    return f"device-ca-possession:{certificate_id}:{code}"
