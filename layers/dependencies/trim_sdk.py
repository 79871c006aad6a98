"""Leaves in botocore's data what the functions read of it: their services, and of these no documentation.

The SDK parses these files in every cold start, the endpoints of some 300 services and the prose of each model included.
"""

import gzip
import json
import shutil
import sys
from pathlib import Path
from typing import Any


def trim(data: Path, services: set[str]) -> None:
    """Trim the folder ``botocore/data``."""
    for folder in data.iterdir():
        if folder.is_dir() and folder.name not in services:
            shutil.rmtree(folder)
    for examples in data.glob("*/*/examples-1.json"):
        examples.unlink()
    endpoints = json.loads((data / "endpoints.json").read_bytes())
    for partition in endpoints["partitions"]:
        partition["services"] = {name: part for name, part in partition["services"].items() if name in services}
    (data / "endpoints.json").write_bytes(_compact(endpoints))
    for model in data.glob("*/*/service-2.json.gz"):
        service = json.loads(gzip.decompress(model.read_bytes()))
        # Not from the whole: the SDK counts on the documentation of S3's clientContextParams.
        service |= {part: _without_documentation(service[part]) for part in ("operations", "shapes")}
        # Without a time, so that the same packages make the same layer.
        model.write_bytes(gzip.compress(_compact(service), mtime=0))


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
