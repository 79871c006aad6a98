"""`make user` and `make token`, as they are shown for AWS, against the local stack."""

import os
import subprocess
import sys

import httpx

from tests.tools.local_stack import StackOutputs, checkout
from tests.tools.local_stack.sam import STACK_NAME

PASSWORD = "Local-demo-carol-1"


def _run(outputs: StackOutputs, command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.tools.deployment", command],
        cwd=checkout.ROOT,
        env=os.environ
        | {
            "AWS_ENDPOINT_URL": outputs.aws_endpoint_url,
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_DEFAULT_REGION": outputs.region,
            "NO_PROXY": "127.0.0.1",
            "PYTHONPATH": ".:layers/device_ca/python",
            "STACK": STACK_NAME,
            "EMAIL": "carol@example.com",
            "TENANT": "initech",
            "PASSWORD": PASSWORD,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_new_user_gets_a_token_that_the_api_takes(outputs: StackOutputs, anonymous: httpx.Client) -> None:
    _run(outputs, "user")
    token = _run(outputs, "token")
    answer = anonymous.get("/ca-certificates", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["items"]) == (200, [])


def test_what_is_told_after_a_deployment_names_the_api(outputs: StackOutputs) -> None:
    assert f"curl -s {outputs.api_url}/ca-certificates" in _run(outputs, "outputs")
