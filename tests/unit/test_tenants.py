import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_ca.api.tenants import tenant_of
from device_ca.errors import TenantMissing

PLAIN = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}")


def test_tenant_claim_comes_before_subject() -> None:
    assert tenant_of({"custom:tenant": "acme", "sub": "9c1f6b1e"}) == "acme"


@pytest.mark.parametrize("claims", [{"sub": "9c1f6b1e"}, {"custom:tenant": "", "sub": "9c1f6b1e"}])
def test_subject_stands_in_for_an_absent_tenant(claims: dict[str, str]) -> None:
    assert tenant_of(claims) == "9c1f6b1e"


@pytest.mark.parametrize("claims", [{}, {"custom:tenant": ""}, {"sub": ""}, {"custom:tenant": ["acme"]}])
def test_no_tenant_is_refused(claims: dict[str, object]) -> None:
    with pytest.raises(TenantMissing):
        tenant_of(claims)


@pytest.mark.parametrize("token_use", ["access", "refresh", "", None, ["id"]])
def test_only_an_id_token_names_a_tenant(token_use: object) -> None:
    assert tenant_of({"sub": "9c1f6b1e", "token_use": "id"}) == "9c1f6b1e"
    with pytest.raises(TenantMissing):
        tenant_of({"custom:tenant": "acme", "sub": "9c1f6b1e", "token_use": token_use})


@pytest.mark.parametrize(
    "claim", ["TENANT#x", "../x", "a/b", "..", ".", " acme", "acme ", "é", "x" * 2048, "\ud800", "a\n"]
)
def test_claims_that_imitate_keys_are_replaced_by_their_digest(claim: str) -> None:
    assert re.fullmatch(r"~[0-9a-f]{64}", tenant_of({"custom:tenant": claim}))


@given(st.text(min_size=1), st.text(min_size=1))
def test_two_claims_never_meet(one: str, other: str) -> None:
    assert (tenant_of({"sub": one}) == tenant_of({"sub": other})) == (one == other)


def test_no_claim_is_what_stands_for_another() -> None:
    for claim in ("TENANT#x", "a/b"):
        assert tenant_of({"sub": tenant_of({"sub": claim})}) != tenant_of({"sub": claim})


@given(st.text(min_size=1))
def test_a_tenant_is_safe_in_keys(claim: str) -> None:
    tenant = tenant_of({"sub": claim})
    assert PLAIN.fullmatch(tenant) or re.fullmatch(r"~[0-9a-f]{64}", tenant)
