"""What `make deploy` looks at before it deploys, the users of a deployed stack, and what `make destroy` keeps."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any, get_args

import boto3
import pytest
import yaml
from moto.cloudformation.models import cloudformation_backends
from moto.dynamodb.models import dynamodb_backends

from device_ca.api.roles import Role
from tests.acceptance.deployment import Deployment
from tests.support.routes import TEMPLATE
from tests.tools.deployment.__main__ import main
from tests.tools.deployment.destroy import destroy
from tests.tools.deployment.indexes import leave_one_new_index
from tests.tools.deployment.preflight import preflight
from tests.tools.deployment.stack import Account, DeploymentError, current_account, remember
from tests.tools.deployment.users import ROLES, create_user, id_token

if TYPE_CHECKING:
    from pathlib import Path

REGION, STACK, EMAIL, PASSWORD = "eu-central-1", "registry", "alice@example.com", "Test-password-1"


@pytest.fixture
def account(aws: None, monkeypatch: pytest.MonkeyPatch) -> Account:
    assert aws is None
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setenv("STACK", STACK)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    return current_account()


def deploy(account: Account, outputs: dict[str, str]) -> None:
    template = {
        "Resources": {
            "FileBucket": {"Type": "AWS::S3::Bucket", "DeletionPolicy": "RetainExceptOnCreate"},
            "Topic": {"Type": "AWS::SNS::Topic"},
        },
        "Outputs": {name: {"Value": value} for name, value in outputs.items()},
    }
    account.session.client("cloudformation").create_stack(StackName=STACK, TemplateBody=json.dumps(template))


def pool(account: Account, *flows: Any) -> None:
    """Deploy a stack with a user pool whose client takes the sign-in flows."""
    cognito = account.session.client("cognito-idp")
    pool_id = cognito.create_user_pool(PoolName="users")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(UserPoolId=pool_id, ClientName="x", ExplicitAuthFlows=flows)
    deploy(account, {"UserPoolId": pool_id, "UserPoolClientId": client["UserPoolClient"]["ClientId"]})


def test_a_region_must_be_named(account: Account, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    assert account
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    boto3.setup_default_session()
    with pytest.raises(DeploymentError, match="REGION=eu-central-1"):
        current_account()


@pytest.mark.parametrize(
    ("environment", "mended_by"),
    [
        ({"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, "aws sso login"),
        ({"AWS_PROFILE": "nobody"}, "aws configure list-profiles"),
        ({"AWS_DEFAULT_REGION": "eu central"}, "such as eu-central-1"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, "such as eu-central-1"),
    ],
)
def test_a_newcomer_is_told_what_is_missing(
    account: Account, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, environment: dict[str, str], mended_by: str
) -> None:
    """Each is another cause, and so another remedy; a region that is none has no host to connect to."""
    assert account
    nothing = str(tmp_path / "none")
    for name, value in (environment | {"AWS_CONFIG_FILE": nothing, "AWS_SHARED_CREDENTIALS_FILE": nothing}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    boto3.DEFAULT_SESSION = None
    with pytest.raises(DeploymentError, match=mended_by):
        current_account()


def test_a_region_without_user_pools_is_refused(account: Account) -> None:
    china = Account(boto3.Session(region_name="cn-north-1"), STACK)
    assert account
    with pytest.raises(DeploymentError, match="user pools"):
        preflight(china)


def test_what_is_to_happen_is_said(account: Account) -> None:
    (first, *_) = preflight(account)
    assert f"creates the stack {STACK} in {REGION}" in first
    deploy(account, {})
    (first, *_) = preflight(account)
    assert "updates" in first


def test_a_foreign_logging_role_is_pointed_out(account: Account) -> None:
    gateway = account.session.client("apigateway")
    for role, is_foreign in (("arn:aws:iam::123456789012:role/theirs", True), (_own_role(), False)):
        gateway.update_account(patchOperations=[{"op": "replace", "path": "/cloudwatchRoleArn", "value": role}])
        said = "\n".join(preflight(account))
        assert ("ConfigureApiGatewayLogging=false" in said) is is_foreign


def _own_role() -> str:
    return f"arn:aws:iam::123456789012:role/{STACK}-ApiGatewayLogRole-1ABCDEFGHIJK"


@pytest.mark.parametrize(
    ("status", "mended_by"),
    [
        ("ROLLBACK_COMPLETE", "make destroy, and deploy again"),
        ("DELETE_FAILED", "make destroy again"),
        # It runs, and holds data: to destroy it would be the wrong advice.
        ("UPDATE_ROLLBACK_FAILED", f"continue-update-rollback --stack-name {STACK}"),
        ("UPDATE_IN_PROGRESS", "wait"),
    ],
)
def test_a_stack_that_takes_no_update_is_refused(account: Account, status: str, mended_by: str) -> None:
    deploy(account, {})
    (stack,) = cloudformation_backends["123456789012"][REGION].stacks.values()
    stack.status = status
    with pytest.raises(DeploymentError, match=rf"(?s){status}.*{mended_by}"):
        preflight(account)


def test_a_log_group_in_the_way_of_an_upgrade_is_found(account: Account) -> None:
    """Release 1.0.0 left it to API Gateway to make it, and CloudFormation makes nothing that is there."""
    api = {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "registry"}}
    stage = {"StageName": {"Type": "String", "Default": "v1"}}
    template = json.dumps({"Parameters": stage, "Resources": {"Api": api}})
    account.session.client("cloudformation").create_stack(StackName=STACK, TemplateBody=template)
    assert preflight(account)
    name = f"API-Gateway-Execution-Logs_{account.resources()['Api']}/v1"
    account.session.client("logs").create_log_group(logGroupName=name)
    with pytest.raises(DeploymentError, match=re.escape(f"delete-log-group --log-group-name '{name}'")):
        preflight(account)


def _deploy_table(account: Account, *indexes: str) -> None:
    """Deploy a stack with the template's table, as if it had these global indexes."""
    properties = deepcopy(TEMPLATE["Resources"]["CertificateTable"]["Properties"])
    found = properties["GlobalSecondaryIndexes"]
    properties["GlobalSecondaryIndexes"] = [index for index in found if index["IndexName"] in indexes]
    body = {"Resources": {"CertificateTable": {"Type": "AWS::DynamoDB::Table", "Properties": properties}}}
    account.session.client("cloudformation").create_stack(StackName=STACK, TemplateBody=json.dumps(body))


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """What `sam build` writes, as far as this matters."""
    path = tmp_path / "template.yaml"
    path.write_text(yaml.safe_dump(json.loads(json.dumps({"Resources": TEMPLATE["Resources"]}))))
    return path


def _built_indexes(built: Path) -> list[str]:
    table = yaml.safe_load(built.read_text())["Resources"]["CertificateTable"]["Properties"]
    schemas = [table["KeySchema"]]
    schemas += [index["KeySchema"] for index in table["LocalSecondaryIndexes"] + table["GlobalSecondaryIndexes"]]
    in_keys = {key["AttributeName"] for schema in schemas for key in schema}
    # DynamoDB refuses a table whose definitions are others than those of its keys.
    assert {definition["AttributeName"] for definition in table["AttributeDefinitions"]} == in_keys
    return [index["IndexName"] for index in table["GlobalSecondaryIndexes"]]


def test_a_deployment_adds_one_index(account: Account, built: Path) -> None:
    """CloudFormation refuses more, and a table of release 1.0.0 has one of three."""
    _deploy_table(account, "by_expiry")
    said = leave_one_new_index(account, built)
    assert _built_indexes(built) == ["by_expiry", "by_tenant"]
    assert "by_crl_due" in said
    assert "make deploy again" in said


@pytest.mark.parametrize("there", [("by_expiry", "by_tenant"), ("by_expiry", "by_tenant", "by_crl_due")])
def test_a_template_with_one_new_index_or_none_stays(account: Account, built: Path, there: tuple[str, ...]) -> None:
    _deploy_table(account, *there)
    before = built.read_text()
    assert leave_one_new_index(account, built) == ""
    assert built.read_text() == before


def test_a_first_deployment_makes_all_indexes(account: Account, built: Path) -> None:
    before = built.read_text()
    assert leave_one_new_index(account, built) == ""
    assert built.read_text() == before


def test_a_deployment_waits_for_the_index_of_the_one_before(account: Account, built: Path) -> None:
    _deploy_table(account, "by_expiry", "by_tenant")
    table = dynamodb_backends["123456789012"][REGION].tables[account.resources()["CertificateTable"]]
    table.global_indexes[1].status = "CREATING"
    with pytest.raises(DeploymentError, match="by_tenant"):
        leave_one_new_index(account, built)


def test_a_user_gets_a_token_of_the_tenant(account: Account) -> None:
    pool(account, "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH")
    create_user(account, EMAIL, tenant="acme", role="reader", password=PASSWORD)
    create_user(account, EMAIL, tenant="globex", role="", password=PASSWORD)
    assert id_token(account, EMAIL, PASSWORD).count(".") == 2
    user = account.session.client("cognito-idp").admin_get_user(
        UserPoolId=account.outputs()["UserPoolId"], Username=EMAIL
    )
    assert {"Name": "custom:tenant", "Value": "globex"} in user["UserAttributes"]
    assert {"Name": "custom:role", "Value": "reader"} in user["UserAttributes"]
    with pytest.raises(DeploymentError, match="password"):
        id_token(account, EMAIL, "another")


def test_a_role_that_is_none_is_refused(account: Account) -> None:
    assert get_args(Role) == ROLES
    with pytest.raises(DeploymentError, match="ROLE=reader"):
        create_user(account, EMAIL, tenant="acme", role="Reader", password=PASSWORD)


def test_what_was_deployed_is_remembered(account: Account, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tests.tools.deployment.stack.DEPLOYMENT_FILE", tmp_path / "deployment.json")
    monkeypatch.setattr("tests.acceptance.deployment.DEPLOYMENT_FILE", tmp_path / "deployment.json")
    users = {"ACCEPTANCE_USERS": "a@example.com:pass:word,b@example.com:x,c@example.com:x"}
    with pytest.raises(ValueError, match="ACCEPTANCE_API_URL"):
        Deployment.of_environment(users)
    deploy(account, {"ApiUrl": "https://api/v1/", "ConsoleUrl": "https://api/v1/console/", "UserPoolClientId": "id"})
    remember(account)
    assert Deployment.of_environment(users) == Deployment(
        "https://api/v1",
        "https://api/v1/console/",
        f"https://cognito-idp.{REGION}.amazonaws.com",
        "id",
        (("a@example.com", "pass:word"), ("b@example.com", "x"), ("c@example.com", "x")),
    )
    with pytest.raises(ValueError, match="three"):
        Deployment.of_environment({"ACCEPTANCE_USERS": "a@example.com:x"})


def test_a_user_with_a_temporary_password_is_asked_for_more(account: Account) -> None:
    pool(account, "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH")
    cognito, pool_id = account.session.client("cognito-idp"), account.outputs()["UserPoolId"]
    cognito.admin_create_user(UserPoolId=pool_id, Username=EMAIL, TemporaryPassword=PASSWORD)
    with pytest.raises(DeploymentError, match="NEW_PASSWORD_REQUIRED"):
        id_token(account, EMAIL, PASSWORD)


def test_without_a_stack_it_is_said_what_to_do(account: Account) -> None:
    with pytest.raises(DeploymentError, match="make deploy"):
        account.outputs()


def test_destroying_names_what_stays_before_and_after(account: Account) -> None:
    deploy(account, {})
    asked = []

    def confirm(question: str) -> bool:
        asked.append(question)
        return True

    said = destroy(account, confirm)
    assert "FileBucket" in asked[0]
    assert "FileBucket" in said
    assert "Topic" not in said
    assert account.stack() is None


@pytest.mark.parametrize("ended_by", [EOFError, KeyboardInterrupt])
def test_no_answer_destroys_nothing(account: Account, monkeypatch: pytest.MonkeyPatch, ended_by: type) -> None:
    """Where there is no terminal, or the person gives up; and no traceback either."""

    def give_up(_: str) -> str:
        raise ended_by

    deploy(account, {})
    monkeypatch.setattr("builtins.input", give_up)
    assert main("destroy") == 1
    assert account.stack() is not None


def test_what_aws_refuses_is_said_in_its_words(account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    deploy(account, {"TableName": "none", "BucketName": "none"})
    assert main("upgrade") == 1
    assert "AWS refused Scan: " in capsys.readouterr().err


def test_what_is_next_names_the_stack(
    account: Account, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Otherwise the commands would be about another one."""
    monkeypatch.setattr("tests.tools.deployment.stack.DEPLOYMENT_FILE", tmp_path / "deployment.json")
    deploy(account, {"ApiUrl": "https://api/v1", "ConsoleUrl": "https://api/v1/console/", "UserPoolClientId": "id"})
    assert main("outputs") == 0
    said = capsys.readouterr().out
    assert said.count(f"REGION={REGION} STACK={STACK}") == 2


def test_destroying_asks_first(account: Account) -> None:
    deploy(account, {})
    with pytest.raises(DeploymentError, match="Nothing was deleted"):
        destroy(account, lambda _: False)
    assert account.stack() is not None
