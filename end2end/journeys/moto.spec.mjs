// The same way against moto server, signed in through npm's oidc-provider, with plain `charter serve`; then boto3 reads moto itself.
// CHARTER_BASE_URL and CHARTER_AWS_ENDPOINT aim it at a site and an AWS of your own: see support/aim.mjs.
import { aimed } from '../support/aim.mjs';
import { checkAccount } from '../support/aws.mjs';
import { travel } from '../support/journey.mjs';
import { answersFor } from '../support/steps.mjs';
import { test as plain } from '../support/test.mjs';

const elsewhere = aimed();
// A world that others run is not started, and not ended.
const test = elsewhere ? plain.extend({ plain: [async ({}, use) => use(elsewhere), { scope: 'worker' }] }) : plain;

test('a request becomes exactly one account in moto, as the plan says', async ({ plain: world, as }) => {
  test.setTimeout(180_000);
  const name = elsewhere ? `journey-${Date.now().toString(36)}` : 'harbor-shop';
  const { unit = 'Workloads / Production', policies = ['keep-keys', 'stay-here'], pattern = 'aws+{name}@harbor.example', team = 'Payments' } = world.choice ?? {};
  const people = { requester: await as(world, 'requester'), approver: await as(world, 'approver'), auditor: await as(world, 'auditor') };
  const answers = answersFor(name, { team });
  const email = pattern.replace('{name}', name);
  const { number } = await travel(people, `${world.base}/t/${world.workspace}`, { answers, unit, policies, root: { email } });

  await checkAccount(world.aws, {
    email,
    name,
    path: unit.replaceAll(' / ', '/'),
    policies,
    tags: {
      ...Object.fromEntries(answers.tags),
      'charter:request': `R-${number}`,
      'charter:owner': answers.owner,
      'charter:team': answers.team,
      'charter:environment': 'development',
    },
  });
});
