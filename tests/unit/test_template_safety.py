"""What keeps data, callers and secrets safe in template.yaml, where a slip would show only on AWS, and too late."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.routes import PUBLIC_ROUTES, TEMPLATE
from tests.support.translation import translated_resources

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = Path(__file__).parents[2]
RESOURCES: dict[str, Any] = TEMPLATE["Resources"]
LAYER = REPOSITORY / "layers" / "device_ca" / "python"


def properties(name: str) -> dict[str, Any]:
    """Return a resource's properties."""
    found: dict[str, Any] = RESOURCES[name]["Properties"]
    return found


def of_type(kind: str) -> list[str]:
    """Return the names of the resources of a type."""
    return [name for name, resource in RESOURCES.items() if resource["Type"] == kind]


FUNCTIONS = of_type("AWS::Serverless::Function")
BASE_URL = {
    "Fn::If": [
        "HasPublicUrl",
        {"Ref": "PublicUrl"},
        {"Fn::Sub": "https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/${StageName}"},
    ]
}
HOSTED_UI_URL = {
    "Fn::If": [
        "HasHostedUiUrl",
        {"Ref": "HostedUiUrl"},
        {
            "Fn::Sub": [
                "https://${UserPoolDomain}.${SignIn}.${AWS::Region}.amazoncognito.com",
                {"SignIn": {"Fn::FindInMap": ["Partition", {"Ref": "AWS::Partition"}, "SignIn"]}},
            ]
        },
    ]
}


def events(function: str, kind: str) -> list[dict[str, Any]]:
    """Return the properties of a function's events of a type."""
    return [event["Properties"] for event in properties(function)["Events"].values() if event["Type"] == kind]


@pytest.mark.parametrize(
    ("name", "on_deletion"),
    [
        ("CertificateTable", "RetainExceptOnCreate"),
        ("FileBucket", "RetainExceptOnCreate"),
        ("ReceiptKey", "RetainExceptOnCreate"),
        # A rollback could not delete it, because it is protected.
        ("UserPool", "Retain"),
        # Every REST API of the region logs by them.
        ("ApiGatewayAccount", "Retain"),
        ("ApiGatewayLogRole", "Retain"),
    ],
)
def test_what_others_rely_on_outlives_the_stack(name: str, on_deletion: str) -> None:
    assert RESOURCES[name]["DeletionPolicy"] == on_deletion
    assert RESOURCES[name]["UpdateReplacePolicy"] == "Retain"


def test_everything_that_holds_data_is_among_them() -> None:
    kinds = ("AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::KMS::Key", "AWS::Cognito::UserPool")
    assert [
        name for kind in kinds for name in of_type(kind) if RESOURCES[name].get("UpdateReplacePolicy") is None
    ] == []
    assert properties("UserPool")["DeletionProtection"] == "ACTIVE"


def test_the_table_can_be_put_back_and_forgets_codes_alone() -> None:
    table = properties("CertificateTable")
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert table["SSESpecification"] == {"SSEEnabled": True}


def test_the_table_takes_whatever_load_comes() -> None:
    """Without it, CloudFormation asks for a capacity that somebody has to guess, and turns the rest away."""
    assert properties("CertificateTable")["BillingMode"] == "PAY_PER_REQUEST"


def test_the_stream_tells_what_was_and_what_is() -> None:
    """Without the old image a CA that is deleted would stay in the published trust store; without the new, no event."""
    assert properties("CertificateTable")["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}


def test_the_bucket_keeps_every_file_that_a_record_names() -> None:
    bucket = properties("FileBucket")
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    (rule,) = bucket["LifecycleConfiguration"]["Rules"]
    # Anything else, such as an expiration of the newest version or a prefix, deletes files of registered CAs.
    assert rule == {
        "Id": "expire-old-versions",
        "Status": "Enabled",
        "NoncurrentVersionExpiration": {"NoncurrentDays": 30, "NewerNoncurrentVersions": 100},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
    }


def test_the_bucket_is_closed_to_the_public_and_to_plain_http() -> None:
    bucket = properties("FileBucket")
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    (encryption,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encryption == {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    assert properties("FileBucketPolicy")["Bucket"] == {"Ref": "FileBucket"}
    (statement,) = properties("FileBucketPolicy")["PolicyDocument"]["Statement"]
    assert statement == {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [{"Fn::GetAtt": ["FileBucket", "Arn"]}, {"Fn::Sub": "${FileBucket.Arn}/*"}],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def test_a_browser_may_get_and_put_what_it_has_a_signed_url_for() -> None:
    assert properties("FileBucket")["CorsConfiguration"] == {
        "CorsRules": [{"AllowedMethods": ["GET", "PUT"], "AllowedOrigins": ["*"]}]
    }


def test_the_key_signs_and_its_account_alone_decides_who_may_ask() -> None:
    key = properties("ReceiptKey")
    assert (key["KeySpec"], key["KeyUsage"], key["PendingWindowInDays"]) == ("ECC_NIST_P256", "SIGN_VERIFY", 30)
    (statement,) = key["KeyPolicy"]["Statement"]
    # Without it nobody could ever change the key, or ask for a signature: not even the account.
    account = {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}}
    assert statement == {
        "Sid": "AccountDecides",
        "Effect": "Allow",
        "Principal": account,
        "Action": "kms:*",
        "Resource": "*",
    }


def test_people_sign_in_by_an_address_in_any_case_and_get_mail_there() -> None:
    """None of it can be changed once there is a pool: CloudFormation would make another, without its users."""
    pool = properties("UserPool")
    assert pool["UsernameAttributes"] == pool["AutoVerifiedAttributes"] == ["email"]
    assert pool["UsernameConfiguration"] == {"CaseSensitive": False}
    longest = {"tenant": "128", "role": "32"}
    assert pool["Schema"] == [
        {
            "Name": name,
            "AttributeDataType": "String",
            # An administrator may move a user to another tenant.
            "Mutable": True,
            "StringAttributeConstraints": {"MinLength": "1", "MaxLength": longest[name]},
        }
        for name in ("tenant", "role")
    ]


def test_users_are_made_by_an_administrator_and_cannot_choose_tenant_or_role() -> None:
    pool, client = properties("UserPool"), properties("UserPoolClient")
    assert pool["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    decided = {f"custom:{attribute['Name']}" for attribute in pool["Schema"]}
    assert decided == {"custom:tenant", "custom:role"}
    # The console shows the address and asks for tenant and role; nobody else's attributes are there to read.
    assert client["ReadAttributes"] == ["email", "email_verified", "name", "custom:tenant", "custom:role"]
    assert client["WriteAttributes"] == ["email", "name"]


def test_passwords_are_long_and_mixed() -> None:
    assert properties("UserPool")["Policies"]["PasswordPolicy"] == {
        "MinimumLength": 12,
        "RequireLowercase": True,
        "RequireUppercase": True,
        "RequireNumbers": True,
        "RequireSymbols": False,
        "TemporaryPasswordValidityDays": 7,
    }


def test_mfa_is_on_or_off_because_the_sign_in_page_cannot_enrol_in_an_optional_one() -> None:
    assert TEMPLATE["Parameters"]["Mfa"]["AllowedValues"] == ["OFF", "ON"]
    pool = properties("UserPool")
    assert pool["MfaConfiguration"] == {"Ref": "Mfa"}
    assert pool["EnabledMfas"] == {"Fn::If": ["MfaOn", ["SOFTWARE_TOKEN_MFA"], {"Ref": "AWS::NoValue"}]}


def test_tokens_are_short_lived_and_come_by_the_code_grant() -> None:
    client = properties("UserPoolClient")
    assert client["TokenValidityUnits"] == {"IdToken": "minutes", "AccessToken": "minutes", "RefreshToken": "hours"}
    assert (client["IdTokenValidity"], client["AccessTokenValidity"], client["RefreshTokenValidity"]) == (60, 60, 12)
    assert client["EnableTokenRevocation"] is True
    assert client["AllowedOAuthFlows"] == ["code"]
    assert client["GenerateSecret"] is False
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    without_passwords = ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"]
    with_passwords = [*without_passwords, "ALLOW_USER_PASSWORD_AUTH"]
    assert client["ExplicitAuthFlows"] == {"Fn::If": ["UserPasswordAuthAllowed", with_passwords, without_passwords]}


def test_the_console_alone_gets_codes_and_signs_out() -> None:
    """A code that goes to another address is a token that somebody else has."""
    client = properties("UserPoolClient")
    (url,) = client["CallbackURLs"]
    assert client["LogoutURLs"] == [url]
    assert url == {"Fn::Sub": ["${BaseUrl}/console/", {"BaseUrl": BASE_URL}]}
    assert client["SupportedIdentityProviders"] == ["COGNITO"]
    assert client["AllowedOAuthFlowsUserPoolClient"] is True
    assert client["AllowedOAuthScopes"] == ["openid", "email", "profile"]
    assert client["UserPoolId"] == properties("UserPoolDomain")["UserPoolId"] == {"Ref": "UserPool"}
    # Of all accounts in a region, one may have a name: that of another would sign in its users.
    uuid = {"Uuid": {"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": "AWS::StackId"}]}]}}
    assert properties("UserPoolDomain")["Domain"] == {"Fn::Sub": ["device-ca-${Uuid}", uuid]}


def test_the_console_is_told_of_this_stacks_pool_and_client() -> None:
    parameter = properties("ConsoleConfig")
    assert parameter["Name"] == properties("ConsoleFunction")["Environment"]["Variables"]["CONSOLE_CONFIG_PARAMETER"]
    text, values = parameter["Value"]["Fn::Sub"]
    assert json.loads(text) == {
        "region": "${AWS::Region}",
        "userPoolId": "${UserPool}",
        "userPoolClientId": "${UserPoolClient}",
        "hostedUiUrl": "${HostedUi}",
        "consoleUrl": "${BaseUrl}/console/",
        "filesUrl": "https://${FileBucket}.s3.${AWS::Region}.${AWS::URLSuffix}",
    }
    assert values == {"BaseUrl": BASE_URL, "HostedUi": HOSTED_UI_URL}


def test_whoever_deploys_is_told_the_same_addresses() -> None:
    outputs = {name: output["Value"] for name, output in TEMPLATE["Outputs"].items()}
    assert outputs == {
        "ApiUrl": BASE_URL,
        "ConsoleUrl": {"Fn::Sub": ["${BaseUrl}/console/", {"BaseUrl": BASE_URL}]},
        "HostedUiUrl": HOSTED_UI_URL,
        "UserPoolId": {"Ref": "UserPool"},
        "UserPoolClientId": {"Ref": "UserPoolClient"},
        "TableName": {"Ref": "CertificateTable"},
        "BucketName": {"Ref": "FileBucket"},
        "AlarmTopicArn": {"Ref": "AlarmTopic"},
        "EventBusName": {"Ref": "EventBus"},
        "TruststoreQueueUrl": {"Ref": "TruststoreQueue"},
        "UnpublishedTruststoresQueueArn": {"Fn::GetAtt": ["UnpublishedTruststoresQueue", "Arn"]},
        "DashboardUrl": outputs["DashboardUrl"],
    }
    assert "#dashboards/dashboard/${Dashboard}" in outputs["DashboardUrl"]["Fn::Sub"][0]


def test_addresses_are_those_of_the_partition() -> None:
    """AWS GovCloud (US) User Guide: its console, and the FIPS endpoints of Amazon Cognito."""
    assert TEMPLATE["Mappings"]["Partition"] == {
        "aws": {"Console": "console.aws.amazon.com", "SignIn": "auth"},
        "aws-us-gov": {"Console": "console.amazonaws-us-gov.com", "SignIn": "auth-fips"},
    }


def test_what_functions_are_told_is_this_stacks() -> None:
    own = {
        "RECEIPT_KEY_ID": {"Fn::GetAtt": ["ReceiptKey", "Arn"]},
        "EVENT_BUS_NAME": {"Ref": "EventBus"},
        "TRUSTSTORE_QUEUE_URL": {"Ref": "TruststoreQueue"},
        "CONSOLE_CONFIG_PARAMETER": {"Fn::Sub": "/${AWS::StackName}/console"},
    }
    for function in FUNCTIONS:
        told = properties(function).get("Environment", {}).get("Variables", {})
        assert told == {name: own[name] for name in told}


def test_an_api_of_a_region_is_deployed_anew_with_every_change() -> None:
    """Otherwise a route that was taken away, or that asks for a token now, would go on as before."""
    api = properties("Api")
    assert api["AlwaysDeploy"] is True
    assert api["EndpointConfiguration"] == {"Type": "REGIONAL"}
    assert api["StageName"] == {"Ref": "StageName"}
    # A page of certificates is mostly base64, of which gzip saves two thirds.
    assert api["MinimumCompressionSize"] == 1024


def test_every_route_asks_for_a_token_but_the_public_ones() -> None:
    pool = {"UserPoolArn": {"Fn::GetAtt": ["UserPool", "Arn"]}}
    assert properties("Api")["Auth"] == {"DefaultAuthorizer": "Cognito", "Authorizers": {"Cognito": pool}}
    assert {str(route) for route in PUBLIC_ROUTES} == {
        "GET /.well-known/jwks.json",
        "GET /console",
        "GET /console/{file+}",
        # It asks for the token of a subscription itself.
        "GET /truststore/subscribed",
        "GET /truststore/subscribed/crls",
    }


def test_bodies_reach_the_functions_byte_for_byte() -> None:
    assert properties("Api")["BinaryMediaTypes"] == ["*/*"]


def test_the_stage_throttles_and_never_logs_what_passes() -> None:
    settings, *subscribed = properties("Api")["MethodSettings"]
    assert settings == {
        "ResourcePath": "/*",
        "HttpMethod": "*",
        "ThrottlingRateLimit": {"Ref": "ThrottlingRateLimit"},
        "ThrottlingBurstLimit": {"Ref": "ThrottlingBurstLimit"},
        "MetricsEnabled": True,
        "LoggingLevel": "ERROR",
        "DataTraceEnabled": False,
    }
    # A route without Cognito's tokens has a limit of its own, and leaves the others theirs. Slashes are written "~1"
    # (CloudFormation, AWS::ApiGateway::Stage MethodSetting).
    own = settings | {"HttpMethod": "GET", "ThrottlingRateLimit": 20, "ThrottlingBurstLimit": 40}
    assert subscribed == [
        own | {"ResourcePath": path} for path in ("/~1truststore~1subscribed", "/~1truststore~1subscribed~1crls")
    ]
    logged = properties("Api")["AccessLogSetting"]["Format"]
    assert not re.search(r"header|authorizer\.(?!claims\.sub)|querystring|body", logged, re.IGNORECASE)


@pytest.mark.parametrize("name", of_type("AWS::Logs::LogGroup"))
def test_no_log_is_kept_forever(name: str) -> None:
    assert properties(name)["RetentionInDays"] == {"Ref": "LogRetentionDays"}


def _waits_for(resource: dict[str, Any]) -> Iterator[str]:
    """Yield what CloudFormation makes before a resource."""
    yield from [resource["DependsOn"]] if isinstance(resource.get("DependsOn"), str) else resource.get("DependsOn", ())
    left = [resource.get("Properties", {})]
    while left:
        match left.pop():
            case {"Ref": str(name)}:
                yield name
            case {"Fn::GetAtt": [name, *_]}:
                yield name
            case {"Fn::Sub": text} as substitution:
                yield from re.findall(r"\$\{(\w+)[.}]", text if isinstance(text, str) else text[0])
                left += [] if isinstance(text, str) else text[1:]
                left += [value for key, value in substitution.items() if key != "Fn::Sub"]
            case dict() as mapping:
                left += mapping.values()
            case list() as values:
                left += values


@cache
def _made_before(name: str) -> frozenset[str]:
    """Return everything that CloudFormation makes before a resource; a circle is endless recursion."""
    resources = translated_resources()
    direct = {other for other in _waits_for(resources[name]) if other in resources}
    return frozenset(direct).union(*map(_made_before, direct))


def test_logs_go_where_their_retention_is_set() -> None:
    """API Gateway and Lambda would make groups of their own otherwise, to be kept forever."""
    assert {name: properties(name)["LogGroupName"]["Fn::Sub"] for name in of_type("AWS::Logs::LogGroup")} == {
        "AccessLogGroup": "/aws/apigateway/${AWS::StackName}/access",
        "ExecutionLogGroup": "API-Gateway-Execution-Logs_${Api}/${StageName}",
        "FunctionLogGroup": "/aws/lambda/${AWS::StackName}",
    }
    role = properties("ApiGatewayLogRole")
    assert role["ManagedPolicyArns"] == [
        {"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"}
    ]
    assert role["AssumeRolePolicyDocument"] == {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "apigateway.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
    # The account has one such setting, which another stack may manage.
    for name in ("ApiGatewayAccount", "ApiGatewayLogRole"):
        assert RESOURCES[name]["Condition"] == "ApiGatewayLoggingConfigured"
    assert properties("ApiGatewayAccount") == {"CloudWatchRoleArn": {"Fn::GetAtt": ["ApiGatewayLogRole", "Arn"]}}


def test_the_stage_waits_for_what_it_logs_by_and_that_waits_for_an_api() -> None:
    """In a new account the logging role can be set only after an API, and the stage needs the role."""
    (stage,) = [name for name, found in translated_resources().items() if found["Type"] == "AWS::ApiGateway::Stage"]
    assert {"ApiGatewayAccount", "ExecutionLogGroup", "AccessLogGroup"} <= _made_before(stage)
    assert "Api" in _made_before("ApiGatewayAccount")
    # SAM's own view has a circle here, which cfn-lint is told to overlook.
    assert all(name not in _made_before(name) for name in translated_resources())


def test_functions_run_on_what_was_measured() -> None:
    """With less memory, and so less of a processor, cold starts and large uploads outlast what callers wait for."""
    shared = TEMPLATE["Globals"]["Function"]
    assert (shared["Runtime"], shared["Handler"]) == ("python3.13", "app.lambda_handler")
    assert shared["MemorySize"] == 512
    assert {name: properties(name)["MemorySize"] for name in FUNCTIONS if "MemorySize" in properties(name)} == {
        # A whole processor: it writes the largest trust store within its time.
        "PublishTruststoreFunction": 1769,
        # A whole processor: it judges lists of 20 MiB while the caller waits.
        "PutRevocationListFunction": 1769,
    }
    assert properties("PublishTruststoreFunction")["EphemeralStorage"] == {"Size": 1024}


def test_functions_and_what_they_are_made_of_are_for_one_processor() -> None:
    """Wheels for another are no modules: every function would fail as it starts."""
    architecture = {"Ref": "Architecture"}
    assert TEMPLATE["Globals"]["Function"]["Architectures"] == [architecture]
    assert RESOURCES["DependenciesLayer"]["Metadata"]["BuildArchitecture"] == architecture
    assert properties("DependenciesLayer")["CompatibleArchitectures"] == [architecture]
    for layer in of_type("AWS::Serverless::LayerVersion"):
        assert properties(layer)["CompatibleRuntimes"] == [TEMPLATE["Globals"]["Function"]["Runtime"]]
        assert RESOURCES[layer]["Metadata"]["BuildMethod"] == TEMPLATE["Globals"]["Function"]["Runtime"]


def test_what_nothing_uses_any_more_is_not_paid_for() -> None:
    assert TEMPLATE["Globals"]["Function"]["VersionDeletionPolicy"] == "Delete"
    assert {properties(layer)["RetentionPolicy"] for layer in of_type("AWS::Serverless::LayerVersion")} == {"Delete"}


def test_requests_are_traced_from_the_gateway_on() -> None:
    """Otherwise nothing tells a slow store from a slow function."""
    assert properties("Api")["TracingEnabled"] is True
    assert TEMPLATE["Globals"]["Function"]["Tracing"] == "Active"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_function_reaches_further_than_the_boundary_or_logs_elsewhere(function: str) -> None:
    shared, own = TEMPLATE["Globals"]["Function"], properties(function)
    assert shared["PermissionsBoundary"] == {"Ref": "FunctionBoundary"}
    assert shared["LoggingConfig"] == {"LogGroup": {"Ref": "FunctionLogGroup"}}
    assert shared["Layers"] == [{"Ref": "DependenciesLayer"}, {"Ref": "DeviceCaLayer"}]
    assert own.keys().isdisjoint({"PermissionsBoundary", "LoggingConfig", "Layers", "Tracing", "Role"})


def test_functions_of_the_api_end_before_the_gateway_gives_up() -> None:
    timeout = TEMPLATE["Globals"]["Function"]["Timeout"]
    assert timeout < 29
    assert {properties(name).get("Timeout", timeout) for name in FUNCTIONS if events(name, "Api")} == {timeout}
    # A run that ends before its work has the next one begin with the same.
    assert properties("AnnounceExpiringFunction")["Timeout"] == 300
    assert properties("SweepFilesFunction")["Timeout"] == 900


@pytest.mark.parametrize("function", FUNCTIONS)
def test_snapshots_are_for_functions_that_somebody_waits_for(function: str) -> None:
    default = TEMPLATE["Globals"]["Function"]["SnapStart"]
    assert default == {"ApplyOn": {"Ref": "SnapStart"}}
    expected = default if events(function, "Api") else {"ApplyOn": "None"}
    assert properties(function).get("SnapStart", default) == expected


def test_schedules_are_as_often_as_promised() -> None:
    rates = {name: [event["Schedule"] for event in events(name, "Schedule")] for name in FUNCTIONS}
    assert {name: found for name, found in rates.items() if found} == {
        "AnnounceExpiringFunction": ["rate(1 day)"],
        "QueueTruststoresFunction": ["rate(1 hour)"],
        "SweepFilesFunction": ["rate(1 day)"],
    }


@cache
def _variables_of_settings() -> dict[str, str]:
    """Return which variable each setting is read from."""
    source = (LAYER / "device_ca" / "settings.py").read_text()
    return dict(re.findall(r"(\w+)=[^,]*os\.environ(?:\[|\.get\()\"(\w+)\"", source))


@cache
def _definitions() -> dict[str, list[ast.AST]]:
    """Return the functions and classes of the shared layer by their names."""
    found: dict[str, list[ast.AST]] = {}
    for path in (LAYER / "device_ca").rglob("*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name != "settings":
                found.setdefault(node.name, []).append(node)
    return found


def _variables_read(function: str) -> set[str]:
    """Return the variables that a function's code reads, and all that it names, directly or not."""
    left: list[ast.AST] = [ast.parse((REPOSITORY / properties(function)["CodeUri"] / "app.py").read_text())]
    reached: set[str] = set()
    read: set[str] = set()
    while left:
        node = left.pop()
        text = ast.unparse(node)
        read |= {_variables_of_settings()[name] for name in re.findall(r"settings\(\)\.(\w+)", text)}
        read |= set(re.findall(r"os\.environ(?:\[|\.get\()'(\w+)'", text))
        names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} - reached
        reached |= names
        left += [definition for name in names for definition in _definitions().get(name, [])]
    return read


@pytest.mark.parametrize("function", FUNCTIONS)
def test_each_function_has_the_variables_that_it_reads_and_no_others(function: str) -> None:
    shared = TEMPLATE["Globals"]["Function"]["Environment"]["Variables"].keys()
    own = properties(function).get("Environment", {}).get("Variables", {}).keys()
    assert own == _variables_read(function) - shared


def test_settings_know_what_every_function_is_given() -> None:
    """A variable that holds another parameter would let a quota be another's, and nobody would see it."""
    shared = TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]
    elsewhere = {
        "TABLE_NAME": {"Ref": "CertificateTable"},
        "BUCKET_NAME": {"Ref": "FileBucket"},
        "POWERTOOLS_SERVICE_NAME": {"Ref": "AWS::StackName"},
        "POWERTOOLS_LOG_LEVEL": {"Ref": "LogLevel"},
    }
    assert shared.keys() - _variables_of_settings().values() == {"POWERTOOLS_SERVICE_NAME", "POWERTOOLS_LOG_LEVEL"}
    of_parameters = {name: {"Ref": name.title().replace("_", "")} for name in shared.keys() - elsewhere.keys()}
    assert shared == elsewhere | of_parameters


def test_conditions_ask_for_the_word_that_the_parameter_has() -> None:
    """Turned round, they would let passwords in where nobody asked for it, and switch the second factor off."""

    def is_set(parameter: str) -> dict[str, Any]:
        return {"Fn::Not": [{"Fn::Equals": [{"Ref": parameter}, ""]}]}

    def is_(parameter: str, value: str) -> dict[str, Any]:
        assert value in TEMPLATE["Parameters"][parameter]["AllowedValues"]
        return {"Fn::Equals": [{"Ref": parameter}, value]}

    assert TEMPLATE["Conditions"] == {
        "MfaOn": is_("Mfa", "ON"),
        "HasAlarmEmail": is_set("AlarmEmail"),
        "HasPublicUrl": is_set("PublicUrl"),
        "HasHostedUiUrl": is_set("HostedUiUrl"),
        "UserPasswordAuthAllowed": is_("AllowUserPasswordAuth", "true"),
        "ApiGatewayLoggingConfigured": is_("ConfigureApiGatewayLogging", "true"),
    }


def test_defaults_are_the_safe_ones() -> None:
    defaults = {name: parameter["Default"] for name, parameter in TEMPLATE["Parameters"].items()}
    safe = {
        "CodeValidityDays": 7,
        "AuditRetentionDays": 400,
        "LogLevel": "INFO",
        "LogRetentionDays": 90,
        "MaxCaCertificates": 10000,
        "MaxVerifiedCaCertificates": 5000,
        "MaxSubscriptions": 100,
        "MaxEventsPerDay": 50000,
        "SnapStart": "None",
        "ThrottlingRateLimit": 100,
        "ThrottlingBurstLimit": 200,
        "PublicUrl": "",
        "HostedUiUrl": "",
        "Mfa": "OFF",
        "AllowUserPasswordAuth": "false",
        "ConfigureApiGatewayLogging": "true",
    }
    assert {name: defaults[name] for name in safe} == safe
