// Aims the moto journey at a site and an AWS that somebody else runs:
//   CHARTER_BASE_URL        the site, e.g. http://127.0.0.1:3000
//   CHARTER_AWS_ENDPOINT    AWS as boto3 reaches it; empty for AWS itself
//   CHARTER_AWS_ROLE        a role to assume for reading (CHARTER_AWS_EXTERNAL_ID beside it); none by default
//   CHARTER_WORKSPACE       the workspace (default: harbor)
//   CHARTER_REQUESTER, CHARTER_APPROVER, CHARTER_AUDITOR   the words of their buttons at the provider
//   CHARTER_UNIT, CHARTER_POLICIES (comma separated), CHARTER_EMAIL_PATTERN, CHARTER_TEAM   what is asked for
const from = process.env;

/** That world, or undefined if none was named. */
export function aimed() {
  if (!from.CHARTER_BASE_URL) return undefined;
  const workspace = from.CHARTER_WORKSPACE || 'harbor';
  const person = (variable, name) => ({ name: from[variable] || name, workspace });
  const role = from.CHARTER_AWS_ROLE;
  return {
    base: from.CHARTER_BASE_URL.replace(/\/$/, ''),
    workspace,
    people: {
      requester: person('CHARTER_REQUESTER', 'Rosa Requester'),
      approver: person('CHARTER_APPROVER', 'Paul Approver'),
      auditor: person('CHARTER_AUDITOR', 'Iris Auditor'),
    },
    aws: { endpoint: from.CHARTER_AWS_ENDPOINT ?? '', role, assume: Boolean(role), externalId: from.CHARTER_AWS_EXTERNAL_ID },
    choice: {
      unit: from.CHARTER_UNIT || undefined,
      policies: from.CHARTER_POLICIES?.split(',') ?? undefined,
      pattern: from.CHARTER_EMAIL_PATTERN || undefined,
      team: from.CHARTER_TEAM || undefined,
    },
    states: new Map(),
  };
}
