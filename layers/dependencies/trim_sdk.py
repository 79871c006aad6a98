"""Leaves in botocore's data what the functions read of it: the operations that they call, without documentation.

The SDK parses these files in every cold start, the endpoints of some 300 services and the prose of each model included.
"""

import gzip
import json
import shutil
import sys
from pathlib import Path
from typing import Any


def trim(data: Path, operations: set[str]) -> None:
    """Trim the folder ``botocore/data``.

    Args:
        data: The folder.
        operations: What the functions call, such as ``s3:GetObject``.
    """
    services = {operation.partition(":")[0] for operation in operations}
    for folder in data.iterdir():
        if folder.is_dir() and folder.name not in services:
            shutil.rmtree(folder)
    for examples in data.glob("*/*/examples-1.json"):
        examples.unlink()
    endpoints = json.loads((data / "endpoints.json").read_bytes())
    for partition in endpoints["partitions"]:
        partition["services"] = {name: part for name, part in partition["services"].items() if name in services}
    (data / "endpoints.json").write_bytes(_compact(endpoints))
    for file in data.glob("*/*/service-2.json.gz"):
        model = json.loads(gzip.decompress(file.read_bytes()))
        service = file.relative_to(data).parts[0]
        kept = {name: part for name, part in model["operations"].items() if f"{service}:{name}" in operations}
        shapes = {name: model["shapes"][name] for name in _shapes_within(kept, model["shapes"])}
        # Not the whole model: the SDK counts on the documentation of S3's clientContextParams.
        model |= _without_documentation({"operations": kept, "shapes": shapes})
        # Without a time, so that the same packages make the same layer.
        file.write_bytes(gzip.compress(_compact(model), mtime=0))


def _shapes_within(operations: dict[str, Any], shapes: dict[str, Any]) -> list[str]:
    """Return the names of all shapes that operations refer to, and that these refer to, sorted."""
    found: set[str] = set()
    left = _references(operations)
    while left:
        found |= left
        left = _references([shapes[name] for name in left]) - found
    return sorted(found)


def _references(part: Any) -> set[str]:
    if isinstance(part, list):
        return set().union(*map(_references, part))
    if not isinstance(part, dict):
        return set()
    shape = part.get("shape")
    # A member of a structure may be called so as well; what stands for it is no text.
    return _references(list(part.values())) | ({shape} if isinstance(shape, str) else set())


def _without_documentation(part: Any) -> Any:
    if isinstance(part, list):
        return [_without_documentation(element) for element in part]
    if not isinstance(part, dict):
        return part
    # A member of a structure may be called so as well; what stands for it is no text.
    return {
        name: _without_documentation(value)
        for name, value in part.items()
        if not (name == "documentation" and isinstance(value, str))
    }


def _compact(document: Any) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()


if __name__ == "__main__":
    trim(Path(sys.argv[1]), set(sys.argv[2:]))
