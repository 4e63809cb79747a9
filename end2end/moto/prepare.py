"""Prepares an organization in an empty moto server: OUs, service control policies, one of them on a path.

Prints JSON: the role to connect with and the ids by name. Arguments: the endpoint.
"""

import json
import sys

from session import organizations


def deny(sid, *actions):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Sid": sid, "Effect": "Deny", "Action": list(actions), "Resource": "*"}]})


def main(endpoint):
    client = organizations(endpoint)
    organization = client.create_organization(FeatureSet="ALL")["Organization"]
    root = client.list_roots()["Roots"][0]["Id"]
    client.enable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")
    units = {}
    for path in ["Workloads", "Workloads/Development", "Workloads/Production", "Sandbox"]:
        parent, _, name = path.rpartition("/")
        made = client.create_organizational_unit(ParentId=units.get(parent, root), Name=name)
        units[path] = made["OrganizationalUnit"]["Id"]
    policies = {}
    for name, content in {
        "keep-trails": deny("KeepTrails", "cloudtrail:StopLogging", "cloudtrail:DeleteTrail"),
        "keep-keys": deny("KeepKeys", "kms:ScheduleKeyDeletion"),
        "stay-here": deny("StayHere", "organizations:LeaveOrganization"),
    }.items():
        made = client.create_policy(Name=name, Description=f"Test policy {name}", Content=content, Type="SERVICE_CONTROL_POLICY")
        policies[name] = made["Policy"]["PolicySummary"]["Id"]
    client.attach_policy(PolicyId=policies["keep-trails"], TargetId=units["Workloads"])
    account = organization["MasterAccountId"]
    print(json.dumps({"role": f"arn:aws:iam::{account}:role/charter", "root": root, "units": units, "policies": policies}))


main(sys.argv[1])
