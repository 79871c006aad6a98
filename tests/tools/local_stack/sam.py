"""The SAM command line: `sam build` and `sam deploy` of the checkout's own template."""

import contextlib
import fcntl
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.tools.local_stack import checkout
from tests.tools.local_stack.processes import Command, run_to_end
from tests.tools.local_stack.progress import Progress

STACK_NAME = "device-ca-registry"
SECONDS_TO_BUILD = 600.0
SECONDS_TO_DEPLOY = 180.0
# What would send SAM to a real account, or make inside `sam build` to a job server that is not its own.
UNWANTED_PREFIXES = ("AWS_", "SAM_", "MAKE", "MFLAGS", "PYTHON", "VIRTUAL_ENV")


def host_architecture() -> str:
    """Return the name that Lambda has for this machine's processor: functions run on it directly."""
    return "arm64" if platform.machine().lower() in {"arm64", "aarch64"} else "x86_64"


class SamProject:
    """Build the template once for all stacks of the checkout, and deploys it to one endpoint."""

    def __init__(self, endpoint_url: str, region: str, folder: Path, progress: Progress) -> None:
        self._folder = folder
        self._progress = progress
        self._region = region
        self._endpoint_url = endpoint_url
        self.architecture = host_architecture()
        self._build = checkout.LOCAL / "build"

    @contextlib.contextmanager
    def built(self) -> Iterator[None]:
        """Build if a source changed since the last build, and let no other stack build until the context ends."""
        checkout.LOCAL.mkdir(exist_ok=True)
        with (checkout.LOCAL / "build.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            stamp = checkout.LOCAL / "build.fingerprint"
            fingerprint = checkout.fingerprint_of_build_inputs(self.architecture)
            if stamp.is_file() and stamp.read_text() == fingerprint and self._build.is_dir():
                self._progress.say("Nothing changed since the last `sam build`")
            else:
                stamp.unlink(missing_ok=True)
                shutil.rmtree(self._build, ignore_errors=True)
                with self._progress.step("Building the functions and layers with `sam build`"):
                    self._run_build()
                stamp.write_text(fingerprint)
            yield

    def deploy(self, parameters: Mapping[str, str], tags: Mapping[str, str]) -> None:
        """Deploy what was built."""
        options = {
            "--template-file": [str(self._build / "template.yaml")],
            "--stack-name": [STACK_NAME],
            "--region": [self._region],
            "--capabilities": ["CAPABILITY_IAM"],
            "--resolve-s3": [],
            "--no-confirm-changeset": [],
            "--no-progressbar": [],
            "--parameter-overrides": [f"{name}={value}" for name, value in parameters.items()],
            "--tags": [f"{name}={value}" for name, value in tags.items()],
        }
        self._run_sam("deploy", options, SECONDS_TO_DEPLOY)

    def _run_build(self) -> None:
        options = {
            "--template-file": [str(checkout.ROOT / "template.yaml")],
            "--build-dir": [str(self._build)],
            "--parameter-overrides": [f"Architecture={self.architecture}"],
        }
        self._run_sam("build", options, SECONDS_TO_BUILD)

        python, prepare = checkout.program(".venv-sam", "python"), str(checkout.ROOT / "layers" / "prepare.py")
        self._run("prepare", [str(python), prepare, str(self._build)], SECONDS_TO_BUILD)

    def _run_sam(self, command: str, options: Mapping[str, list[str]], seconds: float) -> None:
        arguments = [word for option, values in options.items() for word in (option, *values)]
        # A section that samconfig.toml does not have: its settings are for deploying to AWS.
        sam = [str(checkout.program(".venv-sam", "sam")), command, "--config-env", "local-stack"]
        self._run(f"sam-{command}", [*sam, *arguments], seconds)

    def _run(self, name: str, arguments: list[str], seconds: float) -> None:
        # SAM works in the folder for temporary files, and a SAM that is stopped halfway does not tidy up.
        with tempfile.TemporaryDirectory(prefix="sam-", dir=self._folder) as temporary:
            run_to_end(
                Command(
                    name=name.replace("-", " "),
                    arguments=arguments,
                    env=self._environment() | {"TMPDIR": temporary},
                    cwd=checkout.ROOT,
                    log=self._folder / f"{name}.log",
                ),
                seconds=seconds,
                progress=self._progress,
            )

    def _environment(self) -> dict[str, str]:
        nowhere = str(self._folder / "none")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(UNWANTED_PREFIXES)}
        return inherited | {
            "PATH": checkout.build_path(),
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_DEFAULT_REGION": self._region,
            "AWS_ENDPOINT_URL": self._endpoint_url,
            "AWS_CONFIG_FILE": nowhere,
            "AWS_SHARED_CREDENTIALS_FILE": nowhere,
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
            "SAM_CLI_TELEMETRY": "0",
            "SAM_CLI_POLL_DELAY": "0.2",
            # SAM's settings folder; by default it is made in the person's home.
            "__SAM_CLI_APP_DIR": str(checkout.LOCAL / "sam"),
        }
