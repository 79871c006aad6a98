"""The local stack: the emulator with this checkout's template on it, its users, and the file that tells of them."""

import contextlib
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.tools.local_stack.aws import emulator_client
from tests.tools.local_stack.emulator import REGION, Emulator
from tests.tools.local_stack.functions import wait_until_functions_are_active
from tests.tools.local_stack.gaps import apply_gateway_responses, apply_time_to_live
from tests.tools.local_stack.outputs import StackOutputs, remove_outputs, write_outputs
from tests.tools.local_stack.ports import HOST
from tests.tools.local_stack.progress import Progress
from tests.tools.local_stack.sam import STACK_NAME, SamProject
from tests.tools.local_stack.users import DEMO_USERS, create_users

# The emulator gives the REST API the identifier in this tag, so its address is known before the stack exists.
REST_API_ID = "devicecas"
REST_API_ID_TAG = "ms-custom-id"
STAGE_NAME = "v1"


class LocalStack:
    """A running stack, as a context manager.

    Attributes:
        folder: Takes the logs of the emulator and of SAM, and what the emulator keeps while it runs.
        outputs: Set when the context is entered.
    """

    outputs: StackOutputs

    def __init__(
        self, port: int, folder: Path, *, outputs_file: Path | None = None, progress: Progress | None = None
    ) -> None:
        self.folder = folder
        self._outputs_file = outputs_file
        self._progress = progress or Progress()
        self._emulator = Emulator(port, folder)
        self._sam = SamProject(self._emulator.endpoint_url, REGION, folder, self._progress)
        self._cleanup = contextlib.ExitStack()

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as on_failure:
            self._start(on_failure)
            self._cleanup = on_failure.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._cleanup.close()

    def ensure_alive(self) -> None:
        """Return if the emulator runs.

        Raises:
            LocalStackError: It ended by itself.
        """
        self._emulator.ensure_alive()

    def _start(self, cleanup: contextlib.ExitStack) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        cleanup.callback(self._emulator.stop)
        self._emulator.start()
        self._progress.say(f"Started the AWS emulator on {HOST}:{self._emulator.port}")
        # It comes up while SAM builds.
        with self._sam.built(), self._progress.step("Putting template.yaml on it with `sam deploy`"):
            self._emulator.wait_until_ready(self._progress)
            self._sam.deploy(
                {
                    "StageName": STAGE_NAME,
                    "Architecture": self._sam.architecture,
                    "PublicUrl": self._public_url(),
                    "HostedUiUrl": self._emulator.endpoint_url,
                    "AllowUserPasswordAuth": "true",
                },
                {REST_API_ID_TAG: REST_API_ID},
            )
        with self._progress.step("Creating the demo users, waiting for the functions"):
            apply_time_to_live(self._client("cloudformation"), self._client("dynamodb"), STACK_NAME)
            apply_gateway_responses(self._client("cloudformation"), self._client("apigateway"), STACK_NAME, STAGE_NAME)
            self.outputs = self._read_outputs()
            create_users(self._client("cognito-idp"), self.outputs.user_pool_id, DEMO_USERS)
            wait_until_functions_are_active(self._client("lambda"), self._progress)
        if self._outputs_file is not None:
            cleanup.callback(remove_outputs, self.outputs, self._outputs_file)
            write_outputs(self.outputs, self._outputs_file)

    def _client(self, service: str) -> Any:
        return emulator_client(service, endpoint_url=self._emulator.endpoint_url, region=REGION)

    def _public_url(self) -> str:
        return f"{self._emulator.endpoint_url}/restapis/{REST_API_ID}/{STAGE_NAME}/_user_request_"

    def _read_outputs(self) -> StackOutputs:
        (stack,) = self._client("cloudformation").describe_stacks(StackName=STACK_NAME)["Stacks"]
        values = {output["OutputKey"]: str(output["OutputValue"]) for output in stack["Outputs"]}
        return StackOutputs(
            api_url=values["ApiUrl"],
            console_url=values.get("ConsoleUrl"),
            aws_endpoint_url=self._emulator.endpoint_url,
            region=REGION,
            user_pool_id=values["UserPoolId"],
            user_pool_client_id=values["UserPoolClientId"],
            table_name=values["TableName"],
            bucket_name=values["BucketName"],
            users=DEMO_USERS,
        )
