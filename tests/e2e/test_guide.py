"""The guide over HTTP, on the template itself, with the openssl program making CA, key, CSR and proof."""

import hashlib
import time
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from mypy_boto3_dynamodb import DynamoDBClient

from tests.tools.local_stack import StackOutputs
from tests.tools.local_stack.guide import Workbench

DER = {"Content-Type": "application/pkix-cert"}
PEM = {"Content-Type": "application/x-pem-file"}
ABSENT_ID = "0" * 64


def test_the_six_steps_lead_from_upload_to_verified(acme: httpx.Client, workbench: Workbench) -> None:
    uploaded = upload(acme, workbench)
    assert uploaded["status"] == "pending_verification"
    assert uploaded["verifiedAt"] is None
    assert uploaded["fileName"] == "rootCA.cer"
    assert uploaded["selfSigned"] is True
    assert uploaded["keyAlgorithm"] == "RSA-2048"
    assert first_listed(acme, "pending_verification") == uploaded

    generated = acme.post(f"{path_of(uploaded)}/verification-code")
    assert generated.status_code == 201
    code = generated.json()["code"]
    assert acme.get(f"{path_of(uploaded)}/verification-code").json()["code"] == code

    verified = acme.post(f"{path_of(uploaded)}/verification", content=workbench.prove(code), headers=PEM)
    assert verified.status_code == 200
    assert verified.json() == uploaded | {"status": "verified", "verifiedAt": verified.json()["verifiedAt"]}
    assert first_listed(acme, "verified") == verified.json()
    assert acme.get(path_of(uploaded)).json() == verified.json()


def test_the_commands_of_a_code_are_the_guides_with_the_code_in_place(acme: httpx.Client, workbench: Workbench) -> None:
    uploaded = upload(acme, workbench)
    answer = acme.post(f"{path_of(uploaded)}/verification-code").json()
    for command in answer["commands"]["openssl"]:
        workbench.openssl(command)
    proof = workbench.path("verificationCert.crt").read_bytes()
    assert acme.post(f"{path_of(uploaded)}/verification", content=proof, headers=PEM).status_code == 200


def test_der_is_downloaded_byte_for_byte(acme: httpx.Client, workbench: Workbench) -> None:
    workbench.openssl("openssl x509 -in rootCA.cer -outform DER -out rootCA.der")
    der = workbench.path("rootCA.der").read_bytes()
    answer = acme.post("/ca-certificates?fileName=rootCA.der", content=der, headers=DER)
    assert answer.status_code == 201
    assert answer.json()["id"] == hashlib.sha256(der).hexdigest()
    assert answer.json()["fileSize"] == len(der)

    downloaded = acme.get(f"{path_of(answer.json())}/file")
    assert downloaded.status_code == 200
    assert downloaded.content == der
    disposition = downloaded.headers["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert "rootCA.der" in disposition


def test_a_proof_is_accepted_as_der(acme: httpx.Client, workbench: Workbench) -> None:
    uploaded = upload(acme, workbench)
    workbench.prove(new_code(acme, uploaded))
    workbench.openssl("openssl x509 -in verificationCert.crt -outform DER -out verificationCert.der")
    proof = workbench.path("verificationCert.der").read_bytes()
    assert acme.post(f"{path_of(uploaded)}/verification", content=proof, headers=DER).status_code == 200


def test_a_multipart_upload_and_proof(acme: httpx.Client, workbench: Workbench) -> None:
    pem = workbench.path("rootCA.cer").read_bytes()
    uploaded = acme.post("/ca-certificates", files={"file": ("Wurzel-ä.cer", pem, "application/x-x509-ca-cert")})
    assert uploaded.status_code == 201
    assert uploaded.json()["fileName"] == "Wurzel-ä.cer"
    assert acme.get(f"{path_of(uploaded.json())}/file").content == pem

    proof = workbench.prove(new_code(acme, uploaded.json()))
    verified = acme.post(f"{path_of(uploaded.json())}/verification", files={"file": ("verificationCert.crt", proof)})
    assert verified.status_code == 200
    assert verified.json()["status"] == "verified"


def test_a_json_upload_and_proof(acme: httpx.Client, workbench: Workbench) -> None:
    pem = workbench.path("rootCA.cer").read_text()
    uploaded = acme.post("/ca-certificates", json={"certificate": pem, "fileName": "rootCA.pem"})
    assert uploaded.status_code == 201
    assert uploaded.json()["fileName"] == "rootCA.pem"

    proof = workbench.prove(new_code(acme, uploaded.json())).decode()
    verified = acme.post(f"{path_of(uploaded.json())}/verification", json={"certificate": proof})
    assert verified.status_code == 200


def test_a_second_upload_of_a_certificate_points_to_the_first(acme: httpx.Client, workbench: Workbench) -> None:
    uploaded = upload(acme, workbench)
    again = acme.post("/ca-certificates", content=workbench.path("rootCA.cer").read_bytes(), headers=PEM)
    assert again.status_code == 409
    assert again.json()["code"] == "ca_certificate_already_exists"
    assert again.json()["id"] == uploaded["id"]
    assert again.headers["Location"].endswith(path_of(uploaded))


def test_another_tenant_finds_nothing(acme: httpx.Client, globex: httpx.Client, workbench: Workbench) -> None:
    uploaded = upload(acme, workbench)
    code = new_code(acme, uploaded)
    proof = workbench.prove(code)
    path = path_of(uploaded)
    answers = [
        globex.get(path),
        globex.get(f"{path}/file"),
        globex.get(f"{path}/verification-code"),
        globex.post(f"{path}/verification-code"),
        globex.post(f"{path}/verification", content=proof, headers=PEM),
        globex.delete(path),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (404, "ca_certificate_not_found")
    ] * len(answers)
    assert uploaded["id"] not in [item["id"] for item in globex.get("/ca-certificates?limit=100").json()["items"]]

    its_own = upload(globex, workbench)
    assert its_own["id"] == uploaded["id"]
    assert acme.post(f"{path}/verification", content=proof, headers=PEM).status_code == 200
    assert globex.get(path).json()["status"] == "pending_verification"


def test_a_deleted_certificate_is_gone_with_its_code_and_file(
    acme: httpx.Client, dynamodb: DynamoDBClient, outputs: StackOutputs, workbench: Workbench
) -> None:
    uploaded = upload(acme, workbench)
    new_code(acme, uploaded)
    assert acme.delete(path_of(uploaded)).status_code == 204
    for path in (path_of(uploaded), f"{path_of(uploaded)}/file", f"{path_of(uploaded)}/verification-code"):
        assert acme.get(path).json()["code"] == "ca_certificate_not_found"
    assert acme.delete(path_of(uploaded)).status_code == 404
    assert code_item(dynamodb, outputs, uploaded) is None
    assert upload(acme, workbench)["id"] == uploaded["id"]


@pytest.mark.parametrize("authorization", [None, "Bearer", "Bearer not.a.token"])
def test_nobody_comes_in_without_a_valid_token(anonymous: httpx.Client, authorization: str | None) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    for method, path in [
        ("GET", "/ca-certificates"),
        ("POST", "/ca-certificates"),
        ("GET", f"/ca-certificates/{ABSENT_ID}"),
        ("GET", f"/ca-certificates/{ABSENT_ID}/file"),
        ("DELETE", f"/ca-certificates/{ABSENT_ID}"),
        ("POST", f"/ca-certificates/{ABSENT_ID}/verification-code"),
        ("GET", f"/ca-certificates/{ABSENT_ID}/verification-code"),
        ("POST", f"/ca-certificates/{ABSENT_ID}/verification"),
    ]:
        assert anonymous.request(method, path, headers=headers).status_code == 401, (method, path)


def test_a_token_that_was_tampered_with_is_refused(anonymous: httpx.Client, tokens: dict[str, str]) -> None:
    header, _, signature = tokens["acme"].split(".")
    mixed = f"{header}.{tokens['globex'].split('.')[1]}.{signature}"
    assert anonymous.get("/ca-certificates", headers={"Authorization": f"Bearer {mixed}"}).status_code == 401


def test_a_proof_with_another_common_name_proves_nothing(acme: httpx.Client, workbench: Workbench) -> None:
    uploaded = upload(acme, workbench)
    new_code(acme, uploaded)
    refused = acme.post(f"{path_of(uploaded)}/verification", content=workbench.prove("0" * 32), headers=PEM)
    assert refused.status_code == 422
    assert refused.headers["Content-Type"].startswith("application/problem+json")
    assert refused.json()["code"] == "verification_rejected"
    assert refused.json()["violations"]
    assert acme.get(path_of(uploaded)).json()["status"] == "pending_verification"


def test_a_proof_made_with_another_key_proves_nothing(acme: httpx.Client, workbench: Workbench) -> None:
    uploaded = upload(acme, workbench)
    code = new_code(acme, uploaded)
    workbench.openssl("openssl req -x509 -config rootCA.cnf -newkey rsa:2048 -nodes -keyout rootCA.key -out rootCA.cer")
    refused = acme.post(f"{path_of(uploaded)}/verification", content=workbench.prove(code), headers=PEM)
    assert refused.status_code == 422
    assert refused.json()["code"] == "verification_rejected"


def test_a_new_code_ends_the_one_before(acme: httpx.Client, workbench: Workbench) -> None:
    uploaded = upload(acme, workbench)
    first, second = new_code(acme, uploaded), new_code(acme, uploaded)
    assert first != second
    assert acme.get(f"{path_of(uploaded)}/verification-code").json()["code"] == second
    path = f"{path_of(uploaded)}/verification"
    assert acme.post(path, content=workbench.prove(first), headers=PEM).status_code == 422
    assert acme.post(path, content=workbench.prove(second), headers=PEM).status_code == 200


def test_no_proof_without_a_code_and_no_second_one(acme: httpx.Client, workbench: Workbench) -> None:
    uploaded = upload(acme, workbench)
    path = f"{path_of(uploaded)}/verification"
    assert acme.get(f"{path_of(uploaded)}/verification-code").status_code == 404
    early = acme.post(path, content=workbench.prove("0" * 32), headers=PEM)
    assert (early.status_code, early.json()["code"]) == (409, "no_active_verification_code")

    proof = workbench.prove(new_code(acme, uploaded))
    assert acme.post(path, content=proof, headers=PEM).status_code == 200
    assert acme.post(path, content=proof, headers=PEM).json()["code"] == "already_verified"
    assert acme.post(f"{path_of(uploaded)}/verification-code").json()["code"] == "already_verified"


def test_the_code_item_alone_has_the_time_to_live_that_the_table_watches(
    acme: httpx.Client, dynamodb: DynamoDBClient, outputs: StackOutputs, workbench: Workbench
) -> None:
    uploaded = upload(acme, workbench)
    answer = acme.post(f"{path_of(uploaded)}/verification-code").json()
    expires_at = datetime.fromisoformat(answer["expiresAt"])
    assert expires_at - datetime.fromisoformat(answer["generatedAt"]) == timedelta(days=7)

    item = code_item(dynamodb, outputs, uploaded)
    assert item is not None
    assert int(item["expires_at"]["N"]) == int(expires_at.timestamp())
    assert int(item["expires_at"]["N"]) > time.time()
    watched = dynamodb.describe_time_to_live(TableName=outputs.table_name)["TimeToLiveDescription"]
    assert watched.get("AttributeName") == "expires_at"
    record = dynamodb.get_item(
        TableName=outputs.table_name, Key={"pk": {"S": "TENANT#acme"}, "sk": {"S": f"CA#{uploaded['id']}"}}
    )["Item"]
    assert "expires_at" not in record


def test_a_file_above_one_mebibyte_is_too_large(acme: httpx.Client) -> None:
    answer = acme.post("/ca-certificates", content=b"\x30" * (1_048_576 + 1), headers=DER)
    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")


def test_another_media_type_is_unsupported(acme: httpx.Client) -> None:
    answer = acme.post("/ca-certificates", content=b"<a/>", headers={"Content-Type": "text/xml"})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def upload(client: httpx.Client, workbench: Workbench) -> dict[str, Any]:
    content = workbench.path("rootCA.cer").read_bytes()
    answer = client.post("/ca-certificates?fileName=rootCA.cer", content=content, headers=PEM)
    assert answer.status_code == 201, answer.text
    uploaded: dict[str, Any] = answer.json()
    assert answer.headers["Location"].endswith(path_of(uploaded))
    return uploaded


def path_of(ca_certificate: dict[str, Any]) -> str:
    return f"/ca-certificates/{ca_certificate['id']}"


def new_code(client: httpx.Client, ca_certificate: dict[str, Any]) -> str:
    answer = client.post(f"{path_of(ca_certificate)}/verification-code")
    assert answer.status_code == 201, answer.text
    code: str = answer.json()["code"]
    return code


def first_listed(client: httpx.Client, status: str) -> dict[str, Any]:
    items = client.get(f"/ca-certificates?status={status}&limit=1").json()["items"]
    newest: dict[str, Any] = items[0]
    return newest


def code_item(dynamodb: DynamoDBClient, outputs: StackOutputs, ca_certificate: dict[str, Any]) -> dict[str, Any] | None:
    key = {"pk": {"S": "TENANT#acme"}, "sk": {"S": f"CODE#{ca_certificate['id']}"}}
    return dynamodb.get_item(TableName=outputs.table_name, Key=key, ConsistentRead=True).get("Item")
