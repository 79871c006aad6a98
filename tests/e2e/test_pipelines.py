"""The recipes for pipelines, as functions/OPERATING.md shows them: a machine signs in, renews, and is ended."""

import json
import os
import re
import subprocess
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import yaml

from tests.e2e.operating_guide import blocks
from tests.tools.local_stack import StackOutputs
from tests.tools.local_stack.aws import emulator_client
from tests.tools.local_stack.outputs import DemoUser
from tests.tools.local_stack.ports import HOST
from tests.tools.local_stack.users import create_users, sign_in_body

SCRIPT, TERRAFORM_COMMAND = blocks("Pipelines", "sh")
TERRAFORM = blocks("Pipelines", "hcl")[0]
STEP = yaml.safe_load(blocks("Pipelines", "yaml")[0])[0]
AN_HOUR_AGO = 3_600


@pytest.fixture
def cognito(outputs: StackOutputs) -> Any:
    return emulator_client("cognito-idp", endpoint_url=outputs.aws_endpoint_url, region=outputs.region)


@pytest.fixture
def machine(outputs: StackOutputs, cognito: Any) -> DemoUser:
    """A reader with a tenant of the test's own."""
    name = f"machine-{uuid4().hex[:8]}"
    machine = DemoUser(f"{name}@example.com", "Local-demo-machine-1", name, "reader")
    create_users(cognito, outputs.user_pool_id, [machine])
    return machine


def _run(folder: Path, script: str, env: dict[str, str], shell: tuple[str, ...] = ("sh",)) -> tuple[int, str, str]:
    done = subprocess.run(
        [*shell, "-c", script],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "NO_PROXY": HOST} | env,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout, done.stderr


def _age(file: Path) -> None:
    past = file.stat().st_mtime - AN_HOUR_AGO
    os.utime(file, (past, past))


def test_a_shell_script_signs_in_renews_and_signs_in_again(
    outputs: StackOutputs, machine: DemoUser, cognito: Any, tmp_path: Path
) -> None:
    env = {"COGNITO": outputs.aws_endpoint_url, "API": outputs.api_url}
    (tmp_path / "sign-in.json").write_text(sign_in_body(outputs, machine))
    header, signed_in, renewed = (tmp_path / name for name in ("header.txt", "tokens.json", "renewed.json"))

    def lists_certificates() -> bool:
        code, answer, errors = _run(tmp_path, SCRIPT, env)
        assert code == 0, errors
        return bool(json.loads(answer)["items"] == [])

    assert lists_certificates()
    first = signed_in.read_bytes()
    assert {file.stat().st_mode & 0o777 for file in (header, signed_in)} == {0o600}
    assert lists_certificates()
    assert not renewed.exists()

    _age(header)
    assert lists_certificates()
    assert json.loads(renewed.read_text())["AuthenticationResult"]["IdToken"] in header.read_text()
    assert signed_in.read_bytes() == first

    # The emulator ends what was issued before this second.
    time.sleep(1)
    cognito.admin_user_global_sign_out(UserPoolId=outputs.user_pool_id, Username=machine.username)
    _age(header)
    assert lists_certificates()
    assert signed_in.read_bytes() != first
    assert json.loads(signed_in.read_text())["AuthenticationResult"]["IdToken"] in header.read_text()


def test_a_disabled_machine_gets_no_token(
    outputs: StackOutputs, machine: DemoUser, cognito: Any, tmp_path: Path
) -> None:
    (tmp_path / "sign-in.json").write_text(sign_in_body(outputs, machine))
    cognito.admin_disable_user(UserPoolId=outputs.user_pool_id, Username=machine.username)
    code, answer, _ = _run(tmp_path, SCRIPT, {"COGNITO": outputs.aws_endpoint_url, "API": outputs.api_url})
    assert code != 0
    assert answer == ""


def test_a_step_of_github_actions_hides_the_token_before_it_uses_it(
    outputs: StackOutputs, machine: DemoUser, tmp_path: Path
) -> None:
    assert STEP["env"]["PASSWORD"] == "${{ secrets.REGISTRY_PASSWORD }}"
    values = {
        "API": outputs.api_url,
        "COGNITO": outputs.aws_endpoint_url,
        "CLIENT_ID": outputs.user_pool_client_id,
        "USERNAME": machine.username,
        "PASSWORD": machine.password,
    }
    assert set(values) == set(STEP["env"])
    env = values | {"RUNNER_TEMP": str(tmp_path)}
    # GitHub runs a step so where it names no shell.
    code, printed, errors = _run(tmp_path, STEP["run"], env, ("bash", "-e"))
    assert code == 0, errors
    header = tmp_path / "registry-header.txt"
    token = header.read_text().removeprefix("Authorization: Bearer ").strip()
    mask, _, answer = printed.partition("\n")
    assert mask == f"::add-mask::{token}"
    assert json.loads(answer)["items"] == []
    assert header.stat().st_mode & 0o777 == 0o600


def test_what_terraform_asks_is_answered(outputs: StackOutputs, machine: DemoUser, tmp_path: Path) -> None:
    """The recipe's request, made as its provider makes it: Terraform itself does not run here."""
    env = {"COGNITO": outputs.aws_endpoint_url, "API": outputs.api_url}
    (tmp_path / "sign-in.json").write_text(sign_in_body(outputs, machine))
    assert _run(tmp_path, SCRIPT, env)[0] == 0
    code, printed, errors = _run(tmp_path, TERRAFORM_COMMAND.replace("terraform plan", "env"), env)
    assert code == 0, errors
    variables = dict(re.findall(r"^TF_VAR_(\w+)=(.*)$", printed, re.MULTILINE))
    assert set(variables) == set(re.findall(r'^variable "(\w+)"', TERRAFORM, re.MULTILINE))

    def written(attribute: str) -> str:
        (template,) = re.findall(rf'\b{attribute} += "(.*)"', TERRAFORM)
        return re.sub(r"\$\{var\.(\w+)\}", lambda found: variables[found[1]], str(template))

    answer = httpx.get(written("url"), headers={"Authorization": written("Authorization")}, trust_env=False, timeout=60)
    assert (answer.status_code, answer.json()["items"]) == (httpx.codes.OK, [])
