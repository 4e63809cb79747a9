"""A boto3 client for Organizations at any endpoint, or at AWS itself when none is given."""

import os

import boto3


def organizations(endpoint, role=None, external_id=None):
    """The client. At an endpoint of one's own any key will do; AWS gets boto3's default chain. With a role, it is assumed first."""
    keys = {}
    if endpoint and not os.environ.get("AWS_ACCESS_KEY_ID"):
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    if role:
        extra = {"ExternalId": external_id} if external_id else {}
        sts = boto3.client("sts", region_name="us-east-1", endpoint_url=endpoint or None, **keys)
        given = sts.assume_role(RoleArn=role, RoleSessionName="charter-check", **extra)["Credentials"]
        keys = {
            "aws_access_key_id": given["AccessKeyId"],
            "aws_secret_access_key": given["SecretAccessKey"],
            "aws_session_token": given["SessionToken"],
        }
    return boto3.client("organizations", region_name="us-east-1", endpoint_url=endpoint or None, **keys)
