"""Look for known vulnerabilities of the packages that the functions ship with: make check runs this.

It asks PyPI first and OSV if PyPI does not answer. Where neither can be reached, as on a machine without the internet,
it says that nothing was examined and succeeds, unless AUDIT_REQUIRED is set.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.tools.local_stack import checkout

REQUIREMENTS = Path("layers/dependencies/requirements.txt")
# What is accepted, with the reason: {"GHSA-xxxx-xxxx-xxxx": "why it does not concern the functions"}.
ACCEPTED: dict[str, str] = {}
_SECONDS = 120


def main() -> int:
    """Print what was found; return the exit code."""
    for service in ("pypi", "osv"):
        packages = _audit(service)
        # A service that is out of reach, or a package index that is a mere mirror, knows none of the packages.
        if packages and not any("skip_reason" in package for package in packages):
            return _report(packages)
    print("NOT EXAMINED for known vulnerabilities: neither PyPI nor OSV answers here.")
    return 1 if os.environ.get("AUDIT_REQUIRED") else 0


def _audit(service: str) -> list[dict[str, Any]]:
    program = checkout.program(".venv-checks", "pip-audit")
    options = ["--vulnerability-service", service, "--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    command = [str(program), "--disable-pip", "--require-hashes", "--requirement", str(REQUIREMENTS), *options]
    try:
        done = subprocess.run(command, cwd=checkout.ROOT, capture_output=True, text=True, check=False, timeout=_SECONDS)
        packages: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return []
    return packages


def _report(packages: list[dict[str, Any]]) -> int:
    found = [
        f"{package['name']} {package['version']}: {vulnerability['id']}, mended in {vulnerability['fix_versions']}"
        for package in packages
        for vulnerability in package["vulns"]
        if ACCEPTED.keys().isdisjoint({vulnerability["id"], *vulnerability.get("aliases", [])})
    ]
    print("\n".join(found) or f"{len(packages)} packages, no known vulnerability.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
