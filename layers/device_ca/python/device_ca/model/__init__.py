"""Plain dataclasses: what the registry keeps and speaks of.

Nothing here reads bytes, judges or stores.
"""
