"""`make user`, `token`, `upgrade`, `destroy`, and what `make deploy` says.

All of it works on AWS, and on the local stack by AWS_ENDPOINT_URL.
"""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from tests.tools.deployment.destroy import destroy
from tests.tools.deployment.indexes import leave_one_new_index
from tests.tools.deployment.preflight import preflight
from tests.tools.deployment.stack import Account, DeploymentError, current_account, remember
from tests.tools.deployment.upgrade import upgrade
from tests.tools.deployment.users import create_user, id_token


def main(command: str) -> int:
    """Do what the command says; return the exit code."""
    try:
        if said := _COMMANDS[command](current_account()):
            sys.stdout.write(f"{said}\n")
    except DeploymentError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except (EOFError, KeyboardInterrupt):
        sys.stderr.write("\nNothing was answered, so nothing was done.\n")
        return 1
    except ClientError as error:
        refusal = error.response["Error"]
        sys.stderr.write(f"AWS refused {error.operation_name}: {refusal.get('Message') or refusal.get('Code')}\n")
        return 1
    except BotoCoreError as error:
        sys.stderr.write(f"AWS does not answer: {error}\n")
        return 1
    return 0


def _preflight(account: Account) -> str:
    return "\n".join(f"- {line}" for line in preflight(account))


def _indexes(account: Account) -> str:
    return leave_one_new_index(account, Path(os.environ["TEMPLATE"]))


def _outputs(account: Account) -> str:
    outputs = account.outputs()
    remember(account)
    width = max(map(len, outputs))
    stack = f"REGION={account.session.region_name} STACK={account.stack_name}"
    return "\n".join(
        [
            *(f"  {name:{width}} {value}" for name, value in sorted(outputs.items())),
            "",
            'Next (the token needs PARAMETERS="AllowUserPasswordAuth=true"):',
            f"  make user EMAIL=alice@example.com TENANT=acme {stack}   # then sign in at the ConsoleUrl",
            f"  TOKEN=$(make --silent token EMAIL=alice@example.com {stack})",
            f'  curl -s {outputs["ApiUrl"]}/ca-certificates -H "Authorization: Bearer $TOKEN"',
        ]
    )


def _user(account: Account) -> str:
    tenant, role, password = (os.environ.get(name, "") for name in ("TENANT", "ROLE", "PASSWORD"))
    return create_user(account, _required("EMAIL"), tenant=tenant, role=role, password=password)


def _token(account: Account) -> str:
    password = os.environ.get("PASSWORD") or getpass.getpass("Password: ")
    return id_token(account, _required("EMAIL"), password)


def _destroy(account: Account) -> str:
    def confirm(question: str) -> bool:
        sys.stdout.write(question)
        return input(f"Type {account.stack_name} to delete the stack: ") == account.stack_name

    return destroy(account, confirm)


def _required(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise DeploymentError(f"{name} is missing: whose is it? {name}=alice@example.com")
    return value


_COMMANDS = {
    "preflight": _preflight,
    "indexes": _indexes,
    "outputs": _outputs,
    "user": _user,
    "token": _token,
    "upgrade": upgrade,
    "destroy": _destroy,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
