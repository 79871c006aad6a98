"""Prepare what `sam build` made for a short cold start: `python layers/prepare.py .aws-sam/build`.

What `sam build` made works as it is. This takes the import of the packages and the making of two clients from 1,060 ms
of an x86_64 core to 380. 540 ms of that is bytecode: Lambda's file system is read-only, so that what is not shipped is
compiled at every cold start. 110 ms is the SDK's data, which it searches and parses each time: services that nothing
here names are left out, and prose. Every operation of the other services stays.

Needs the Python of the functions, and nothing beside it. What it did may be done again.
"""

import compileall
import gzip
import json
import re
import shutil
import sys
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Any

_STRING = re.compile(r'"([a-z0-9-]+)"')


def prepare(build: Path) -> None:
    """Prepare the layers and the console in a folder that `sam build` has written."""
    # What is served is built of these; no function reads them.
    shutil.rmtree(build / "ConsoleFunction" / "source", ignore_errors=True)
    dependencies, device_ca = (build / layer / "python" for layer in ("DependenciesLayer", "DeviceCaLayer"))
    _trim(dependencies / "botocore" / "data", _strings(device_ca))
    for site in (dependencies, device_ca):
        # Checked against nothing, because no file changes there; and named as on Lambda, so that the same sources are
        # the same layer wherever they are built.
        compiled = compileall.compile_dir(
            site,
            quiet=1,
            stripdir=str(site),
            prependdir="/opt/python",
            invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
        )
        if not compiled:
            sys.exit(f"{site} has sources that Python {sys.version_info[0]}.{sys.version_info[1]} does not compile.")


def _strings(sources: Path) -> set[str]:
    """Return the short texts of the sources, among which are the names of the services that they use."""
    return {text for path in sources.rglob("*.py") for text in _STRING.findall(path.read_text())}


def _trim(data: Path, names: set[str]) -> None:
    """Leave out of the folder ``botocore/data`` the services that are not named, and all prose."""
    services = {folder.name for folder in data.iterdir() if folder.is_dir()}
    for unused in services - names:
        shutil.rmtree(data / unused)
    endpoints = json.loads((data / "endpoints.json").read_bytes())
    for partition in endpoints["partitions"]:
        partition["services"] = {name: part for name, part in partition["services"].items() if name in names}
    (data / "endpoints.json").write_bytes(_compact(endpoints))
    for examples in data.glob("*/*/examples-1.json"):
        examples.unlink()
    for file in data.glob("*/*/service-2.json.gz"):
        model = json.loads(gzip.decompress(file.read_bytes()))
        # Not the whole model: the SDK counts on the documentation of S3's clientContextParams.
        for part in ("operations", "shapes"):
            model[part] = _without_documentation(model[part])
        # Without a time, so that the same packages make the same layer.
        file.write_bytes(gzip.compress(_compact(model), mtime=0))


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
    prepare(Path(sys.argv[1]))
