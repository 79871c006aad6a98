"""The use cases, one a file: register, verify, publish the trust store, issue a receipt, announce expiry, sweep.

They join rules and stores, and know neither HTTP nor boto3.
"""
