"""Changes a service control policy in AWS beside Charter: adds a denied action. Arguments: policy name, action, [endpoint, role, external id]."""

import json
import sys

from session import organizations


def main(name, action, endpoint="", role=None, external_id=None):
    client = organizations(endpoint, role, external_id)
    listed = client.list_policies(Filter="SERVICE_CONTROL_POLICY")["Policies"]
    policy = next(one["Id"] for one in listed if one["Name"] == name)
    content = json.loads(client.describe_policy(PolicyId=policy)["Policy"]["Content"])
    content["Statement"].append({"Sid": "AddedBeside", "Effect": "Deny", "Action": [action], "Resource": "*"})
    client.update_policy(PolicyId=policy, Content=json.dumps(content))
    print(policy)


main(*sys.argv[1:])
