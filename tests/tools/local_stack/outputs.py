"""What a client of a running stack needs to know, in memory and as a file."""

import contextlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self


@dataclass(frozen=True)
class DemoUser:
    """A user of the stack, allowed to sign in with a password."""

    username: str
    password: str
    tenant: str
    role: str | None = None


@dataclass(frozen=True)
class StackOutputs:
    """The addresses and names of a running stack, and its users."""

    api_url: str
    console_url: str | None
    aws_endpoint_url: str
    region: str
    user_pool_id: str
    user_pool_client_id: str
    table_name: str
    bucket_name: str
    users: tuple[DemoUser, ...]

    def to_json(self) -> str:
        """Return the text of the outputs file."""
        document = {
            "ApiUrl": self.api_url,
            "ConsoleUrl": self.console_url,
            "AwsEndpointUrl": self.aws_endpoint_url,
            "Region": self.region,
            "UserPoolId": self.user_pool_id,
            "UserPoolClientId": self.user_pool_client_id,
            "TableName": self.table_name,
            "BucketName": self.bucket_name,
            "Users": [
                {"Username": u.username, "Password": u.password, "Tenant": u.tenant, "Role": u.role} for u in self.users
            ],
        }
        return json.dumps(document, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the outputs that a file holds."""
        document: dict[str, Any] = json.loads(text)
        return cls(
            api_url=document["ApiUrl"],
            console_url=document["ConsoleUrl"],
            aws_endpoint_url=document["AwsEndpointUrl"],
            region=document["Region"],
            user_pool_id=document["UserPoolId"],
            user_pool_client_id=document["UserPoolClientId"],
            table_name=document["TableName"],
            bucket_name=document["BucketName"],
            users=tuple(DemoUser(u["Username"], u["Password"], u["Tenant"], u["Role"]) for u in document["Users"]),
        )


def write_outputs(outputs: StackOutputs, path: Path) -> None:
    """Put the file in place in one step: a reader sees all of it or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w") as file:
            file.write(outputs.to_json())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def remove_outputs(outputs: StackOutputs, path: Path) -> None:
    """Remove the file, unless it speaks of another stack that was started since."""
    with contextlib.suppress(FileNotFoundError):
        if path.read_text() == outputs.to_json():
            path.unlink()
