"""Reads AWS itself, without Charter: is there exactly one account with this e-mail, in this OU, with these policies and tags?

Prints what it found as JSON. Exits 1 and says what differs if it is not so. Aim it anywhere:

    python check.py --email aws+shop@example.com --name shop --path Workloads/Development --policy keep-keys --tag cost=12 \
        [--endpoint http://127.0.0.1:5000] [--role ARN --external-id ID]

`--policy` names a service control policy that is attached to the account itself, besides FullAWSAccess; `--absent` expects no account.
"""

import argparse
import json
import sys

from session import organizations


def pages(client, operation, key, **arguments):
    token = {}
    while True:
        answer = getattr(client, operation)(**arguments, **token)
        yield from answer[key]
        if not answer.get("NextToken"):
            return
        token = {"NextToken": answer["NextToken"]}


def path_of(client, child):
    names = []
    while True:
        parent = client.list_parents(ChildId=child)["Parents"][0]
        if parent["Type"] == "ROOT":
            return "/".join(reversed(names))
        child = parent["Id"]
        names.append(client.describe_organizational_unit(OrganizationalUnitId=child)["OrganizationalUnit"]["Name"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--endpoint", default="")
    parser.add_argument("--role")
    parser.add_argument("--external-id")
    parser.add_argument("--email", required=True)
    parser.add_argument("--absent", action="store_true")
    parser.add_argument("--name")
    parser.add_argument("--path")
    parser.add_argument("--policy", action="append", default=[])
    parser.add_argument("--tag", action="append", default=[])
    asked = parser.parse_args()
    client = organizations(asked.endpoint, asked.role, asked.external_id)
    accounts = [one for one in pages(client, "list_accounts", "Accounts") if one["Email"].lower() == asked.email.lower()]
    found = {"accounts": [one["Id"] for one in accounts]}
    wrong = []
    if asked.absent:
        if accounts:
            wrong.append(f"expected no account with {asked.email}")
    elif len(accounts) != 1:
        wrong.append(f"expected exactly one account with {asked.email}")
    else:
        account = accounts[0]
        number = account["Id"]
        attached = pages(client, "list_policies_for_target", "Policies", TargetId=number, Filter="SERVICE_CONTROL_POLICY")
        found["name"] = account["Name"]
        found["path"] = path_of(client, number)
        found["policies"] = sorted(one["Name"] for one in attached)
        found["tags"] = {one["Key"]: one["Value"] for one in pages(client, "list_tags_for_resource", "Tags", ResourceId=number)}
        if asked.name is not None and found["name"] != asked.name:
            wrong.append(f"expected the name {asked.name}")
        if asked.path is not None and found["path"] != asked.path:
            wrong.append(f"expected the path {asked.path}")
        if set(found["policies"]) - {"FullAWSAccess"} != set(asked.policy):
            wrong.append(f"expected the policies {sorted(asked.policy)} besides FullAWSAccess")
        for tag in asked.tag:
            key, _, value = tag.partition("=")
            if found["tags"].get(key) != value:
                wrong.append(f"expected the tag {tag}")
    print(json.dumps({**found, "wrong": wrong}, indent=2))
    sys.exit(1 if wrong else 0)


main()
