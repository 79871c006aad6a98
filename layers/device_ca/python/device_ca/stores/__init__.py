"""DynamoDB, S3, EventBridge, KMS and Systems Manager: the only modules that know boto3.

What is stored and how it is found again belongs here; whether it may be stored does not.
"""
