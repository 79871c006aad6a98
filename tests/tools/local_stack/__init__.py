"""The whole system on this machine: an AWS emulator, and the template of this checkout deployed on it."""

from tests.tools.local_stack.errors import LocalStackError
from tests.tools.local_stack.outputs import DemoUser, StackOutputs
from tests.tools.local_stack.stack import LocalStack

__all__ = ["DemoUser", "LocalStack", "LocalStackError", "StackOutputs"]
