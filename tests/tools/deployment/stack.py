"""The deployed stack: its outputs and what it is made of."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    InvalidRegionError,
    ProfileNotFound,
)

# What `make acceptance` needs to know of the stack that was deployed last.
DEPLOYMENT_FILE = Path(__file__).resolve().parents[3] / ".local" / "deployment.json"


class DeploymentError(Exception):
    """What is wrong and how to mend it, for the person at the terminal."""


@dataclass(frozen=True)
class Account:
    """Where the stack is, or is to be.

    Attributes:
        session: The person's own credentials and region.
        stack_name: The stack's name.
    """

    session: boto3.Session
    stack_name: str

    def stack(self) -> dict[str, Any] | None:
        """Return the stack; None where there is none."""
        try:
            answer: Any = self.session.client("cloudformation").describe_stacks(StackName=self.stack_name)
        except ClientError as error:
            if "does not exist" in error.response.get("Error", {}).get("Message", ""):
                return None
            raise
        stack: dict[str, Any] = answer["Stacks"][0]
        return stack

    def resources(self) -> dict[str, str]:
        """Return the physical ids of the stack's resources by their logical ids; none where there is no stack."""
        if self.stack() is None:
            return {}
        pages = self.session.client("cloudformation").get_paginator("list_stack_resources")
        return {
            found["LogicalResourceId"]: found.get("PhysicalResourceId", "")
            for page in pages.paginate(StackName=self.stack_name)
            for found in page["StackResourceSummaries"]
        }

    def outputs(self) -> dict[str, str]:
        """Return the stack's outputs.

        Raises:
            DeploymentError: There is no stack.
        """
        stack = self.stack()
        if stack is None:
            where = f"{self.session.region_name}: make deploy, or name another stack or region (STACK=..., REGION=...)."
            raise DeploymentError(f"There is no stack {self.stack_name} in {where}")
        return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def remember(account: Account) -> None:
    """Write down where the deployed stack is, for `make acceptance`."""
    outputs = account.outputs()
    place = {
        "api_url": outputs["ApiUrl"],
        "console_url": outputs["ConsoleUrl"],
        "cognito_url": account.session.client("cognito-idp").meta.endpoint_url,
        "client_id": outputs["UserPoolClientId"],
    }
    DEPLOYMENT_FILE.parent.mkdir(exist_ok=True)
    DEPLOYMENT_FILE.write_text(json.dumps(place, indent=2) + "\n")


def current_account() -> Account:
    """Return what environment and profile name.

    Raises:
        DeploymentError: There are no credentials, or no region.
    """
    try:
        session = boto3.Session()
        region = session.region_name
        if region is None:
            raise DeploymentError(
                "No region is set, neither by REGION, AWS_REGION or AWS_DEFAULT_REGION nor in your AWS profile. "
                "Name one: REGION=eu-central-1"
            )
        session.client("sts").get_caller_identity()
    except ProfileNotFound as error:
        raise DeploymentError(
            f"{error}. `aws configure list-profiles` shows those that can; set AWS_PROFILE."
        ) from error
    except (EndpointConnectionError, InvalidRegionError) as error:
        raise DeploymentError(
            f"AWS does not answer in the region {region!r} ({error}). Is it one, such as eu-central-1, and is this "
            "machine online?"
        ) from error
    except (BotoCoreError, ClientError) as error:
        raise DeploymentError(
            f"AWS does not know you ({error}). Sign in first, by `aws sso login`, AWS_PROFILE or AWS_ACCESS_KEY_ID."
        ) from error
    return Account(session, os.environ.get("STACK") or "device-ca-registry")
