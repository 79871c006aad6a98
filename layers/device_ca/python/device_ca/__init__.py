"""The registry's shared cryptography layer: judging certificates, proving possession, and the stores behind."""

from device_ca.initialization import pause_garbage_collection

# Here, because a handler imports nothing before this package that takes long.
pause_garbage_collection()
