"""What keeps bytes from being a certificate."""

from device_ca.violation import Json


class Malformed(ValueError):
    """The bytes are not what the standard asks for.

    Attributes:
        reason: in what way, as ``messages`` has it.
        parameters: what the text speaks of; ``part`` is ASN.1's name of the part that it is about.
    """

    def __init__(self, reason: str, **parameters: Json) -> None:
        super().__init__(f"{reason}: {parameters}")
        self.reason = reason
        self.parameters = parameters
