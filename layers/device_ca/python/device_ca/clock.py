"""The only caller of the system clock."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the current time, aware, in UTC."""
    return datetime.now(UTC)


def is_past(last_second: datetime, now: datetime) -> bool:
    """Say whether a time that is inclusive, as notAfter is (RFC 5280 4.1.2.5), has passed."""
    return now.replace(microsecond=0) > last_second


def rfc3339(moment: datetime) -> str:
    """Write an aware UTC time as RFC 3339 with whole seconds, such as ``2026-11-23T09:15:00Z``."""
    return moment.replace(microsecond=0, tzinfo=None).isoformat() + "Z"
