// AWS beside the product, by boto3: prepared, changed, and read by itself. `at` is { endpoint, role?, externalId? }.
import { run as start } from './child.mjs';
import { here, python } from './places.mjs';

// This folder is only read.
const run = (program, args) => start(program, args, { env: { PYTHONDONTWRITEBYTECODE: '1' } });

/** Makes an organization in an empty moto; gives back the role to connect with and the ids. */
export async function prepareMoto(endpoint) {
  return JSON.parse(await run(python, [here('moto/prepare.py'), endpoint]));
}

/** Adds a denied action to a policy, as somebody does in the AWS console. */
export async function changePolicy(at, name, action) {
  const role = at.assume ? [at.role, at.externalId ?? ''] : [];
  await run(python, [here('moto/change_policy.py'), name, action, at.endpoint, ...role]);
}

/** Reads AWS: fails unless exactly one account has this e-mail, in this OU, with these policies and tags. */
export async function checkAccount(at, { email, name, path, policies, tags }) {
  const flags = ['--email', email, '--name', name, '--path', path, ...policies.flatMap((one) => ['--policy', one])];
  const pairs = Object.entries(tags).flatMap(([key, value]) => ['--tag', `${key}=${value}`]);
  return JSON.parse(await run(python, [here('moto/check.py'), ...flags, ...pairs, ...where(at)]));
}

/** Reads AWS: fails if any account has this e-mail. */
export async function checkNoAccount(at, email) {
  await run(python, [here('moto/check.py'), '--absent', '--email', email, ...where(at)]);
}

function where(at) {
  const endpoint = at.endpoint ? ['--endpoint', at.endpoint] : [];
  const role = at.assume ? ['--role', at.role, ...(at.externalId ? ['--external-id', at.externalId] : [])] : [];
  return [...endpoint, ...role];
}
