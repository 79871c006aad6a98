"""The registry's shared cryptography layer: judging certificates, proving possession, and the stores behind."""
