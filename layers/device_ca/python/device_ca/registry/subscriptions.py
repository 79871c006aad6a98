"""Subscriptions to the trust store: who creates one gets its token once; who shows the token reads the trust store."""

from datetime import datetime

from aws_lambda_powertools import Logger

from device_ca.errors import StoreUnavailable, SubscriptionTokenInvalid
from device_ca.model.audit_event import Origin
from device_ca.model.subscription import Subscription, generate_token, token_digest
from device_ca.stores.subscription_store import SubscriptionStore

logger = Logger(child=True)


def subscribe(tenant: str, name: str, *, origin: Origin, subscriptions: SubscriptionStore) -> tuple[Subscription, str]:
    """Create a subscription, and return it with its token, which is not kept.

    Raises:
        QuotaExceeded: The tenant has as many as it may have.
    """
    token = generate_token()
    subscription = Subscription(
        name=name, created_at=origin.at.replace(microsecond=0), created_by=origin.actor_name or origin.actor
    )
    subscriptions.add(tenant, subscription, token_digest(token), origin)
    return subscription, token


def subscribed_tenant(unverified_token: str, *, now: datetime, subscriptions: SubscriptionStore) -> str:
    """Return the tenant whose trust store a token opens, and note the hour of its use.

    Every token is looked up, malformed ones too: neither answer nor time tells one that never was from one deleted.

    Raises:
        SubscriptionTokenInvalid: There is no such subscription.
    """
    holder = subscriptions.holder(token_digest(unverified_token))
    if holder is None:
        raise SubscriptionTokenInvalid("subscription_token")
    hour = now.replace(minute=0, second=0, microsecond=0)
    if holder.last_used_at is None or holder.last_used_at < hour:
        try:
            subscriptions.note_use(holder, hour)
        except StoreUnavailable:
            # Brokers get the trust store even if this write fails; the next use notes the hour.
            logger.warning("the use of a subscription was not noted", subscription_id=holder.subscription_id)
    return holder.tenant
