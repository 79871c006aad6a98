from __future__ import annotations

from typing import Any

import pytest
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from hypothesis import given
from hypothesis import strategies as st

from device_ca.stores.attribute_value import deserialize, serialize

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.text(),
    st.binary(),
    st.integers(min_value=-(10**37), max_value=10**37),
    st.sets(st.text(min_size=1), min_size=1),
)
VALUES = st.recursive(SCALARS, lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)))


def _sorted_sets(value: Any) -> Any:
    """Sets come in any order from boto3's serializer."""
    if isinstance(value, dict):
        return {name: sorted(part) if name == "SS" else _sorted_sets(part) for name, part in value.items()}
    return [_sorted_sets(part) for part in value] if isinstance(value, list) else value


@given(VALUES)
def test_written_as_boto3_writes(value: Any) -> None:
    assert _sorted_sets(serialize(value)) == _sorted_sets(TypeSerializer().serialize(value))


@given(VALUES)
def test_read_back(value: Any) -> None:
    assert deserialize(serialize(value)) == value


@given(VALUES)
def test_read_as_boto3_reads(value: Any) -> None:
    written: Any = serialize(value)
    assert deserialize(written) == TypeDeserializer().deserialize(written)


def test_bytes_are_read_from_json_as_well() -> None:
    assert deserialize({"B": "MAE="}) == deserialize({"B": b"0\x01"}) == b"0\x01"


def test_other_types_are_refused() -> None:
    with pytest.raises(TypeError):
        serialize(1.5)
    with pytest.raises(TypeError):
        deserialize({"NS": ["1"]})
