"""What the console has to know of its deployment; template.yaml writes it into one parameter of Systems Manager."""

import json
import os
import time
from collections.abc import Mapping
from functools import lru_cache

from botocore.exceptions import ClientError

from device_ca.errors import StoreUnavailable
from device_ca.stores.aws_clients import answering_store, ssm_client

_SECONDS_KEPT = 300


def console_configuration() -> Mapping[str, str]:
    """Return the configuration as the browser gets it; nothing of it is secret.

    Raises:
        StoreUnavailable: The parameter store did not answer, or the parameter is not there or not as it should be.
    """
    return _read_configuration(os.environ["CONSOLE_CONFIG_PARAMETER"], int(time.monotonic() // _SECONDS_KEPT))


@lru_cache(maxsize=1)
def _read_configuration(parameter: str, period: int) -> Mapping[str, str]:
    """Read the parameter, once in a period."""
    del period
    try:
        with answering_store("parameter store"):
            stored = json.loads(ssm_client().get_parameter(Name=parameter)["Parameter"]["Value"])
        region, pool, hosted_ui = stored["region"], stored["userPoolId"], stored["hostedUiUrl"].rstrip("/")
        return {
            "region": region,
            "userPoolId": pool,
            "clientId": stored["userPoolClientId"],
            "consoleUrl": stored["consoleUrl"],
            # An update of the stack renews the function before the parameter.
            "filesUrl": stored.get("filesUrl", ""),
            "issuer": f"https://cognito-idp.{region}.amazonaws.com/{pool}",
            "authorizationEndpoint": f"{hosted_ui}/oauth2/authorize",
            "tokenEndpoint": f"{hosted_ui}/oauth2/token",
            "revocationEndpoint": f"{hosted_ui}/oauth2/revoke",
            "logoutEndpoint": f"{hosted_ui}/logout",
        }
    except (ClientError, KeyError, TypeError, ValueError) as error:
        raise StoreUnavailable("The console's configuration cannot be read.") from error
