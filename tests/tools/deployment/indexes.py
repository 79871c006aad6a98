"""One global index of a table at a time: CloudFormation refuses an update that adds more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from tests.tools.deployment.stack import Account, DeploymentError

if TYPE_CHECKING:
    from pathlib import Path

_TABLE = "CertificateTable"


def leave_one_new_index(account: Account, built: Path) -> str:
    """Take all new indexes but one out of a built template; say when the others come.

    Args:
        account: Where the stack is, or is to be.
        built: The template that `sam build` wrote; changed in place.

    Raises:
        DeploymentError: The index of the last deployment is still being built.
    """
    table_name = account.resources().get(_TABLE)
    if not table_name:
        return ""
    table = account.session.client("dynamodb").describe_table(TableName=table_name)["Table"]
    # The local emulator, which builds an index at once, gives none a status.
    there = {index["IndexName"]: index.get("IndexStatus", "ACTIVE") for index in table["GlobalSecondaryIndexes"]}
    building = [name for name, status in there.items() if status != "ACTIVE"]
    if building:
        raise DeploymentError(f"The table's index {building[0]} is still being built: deploy again in some minutes.")
    template = yaml.safe_load(built.read_text())
    properties = template["Resources"][_TABLE]["Properties"]
    new = [index["IndexName"] for index in properties["GlobalSecondaryIndexes"] if index["IndexName"] not in there]
    if len(new) <= 1:
        return ""
    _take_out(properties, new[1:])
    built.write_text(yaml.safe_dump(template, sort_keys=False))
    return (
        f"This deployment gives the table the index {new[0]} and the next one {new[1]}: CloudFormation adds one at a "
        "time. Run make deploy again once this one has ended."
    )


def _take_out(properties: dict[str, Any], names: list[str]) -> None:
    kept = [index for index in properties["GlobalSecondaryIndexes"] if index["IndexName"] not in names]
    properties["GlobalSecondaryIndexes"] = kept
    schemas = [properties["KeySchema"], *(index["KeySchema"] for index in kept + properties["LocalSecondaryIndexes"])]
    # DynamoDB takes no definition of an attribute that is in no key.
    keys = {key["AttributeName"] for schema in schemas for key in schema}
    definitions = properties["AttributeDefinitions"]
    properties["AttributeDefinitions"] = [found for found in definitions if found["AttributeName"] in keys]
