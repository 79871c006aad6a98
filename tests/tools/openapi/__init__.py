"""The service's OpenAPI document, made from what the code knows: its routes, its problems, its media types.

It is exported to events/openapi.json: events/ is the folder of what comes in from outside.
"""

from tests.tools.openapi.document import EXPORTED, SERVED, document, exported_text, served_text

__all__ = ["EXPORTED", "SERVED", "document", "exported_text", "served_text"]
