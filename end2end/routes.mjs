// Every route of the site as the accessibility journeys visit it. A test compares the patterns with the router's own text, so that a
// new route cannot be forgotten. `full`, `error`, `empty` give paths; `who` signs in (null: nobody). `at` holds ids that were found.

const list = (place, more = {}) => ({ pattern: `/t/:workspace/${place}`, full: (at) => `${at.home}/${place}`, ...more });

/** The pages. */
export const routes = [
  { pattern: '/', who: null, full: () => '/', error: () => '/no-such-page', empty: () => '/enter?workspace=' },
  {
    pattern: '/t/{slug}/sign-in',
    who: null,
    full: (at) => [`${at.home}/sign-in`, { path: at.home, who: 'otherRequester', press: 'Sign out', then: /\/sign-out$/ }],
    error: () => '/t/no-such-workspace/sign-in',
    empty: (at) => `${at.home}/sign-in?return=`,
  },
  { pattern: '/sign-in/callback', who: null, full: () => '/sign-in/callback?error=access_denied&state=x', error: () => '/sign-in/callback?state=unknown', empty: () => '/sign-in/callback' },
  { pattern: '/t/:workspace', full: (at) => at.home, error: () => '/t/no-such-workspace', empty: (at) => at.emptyHome },
  list('requests', { error: (at) => ({ path: `${at.home}/requests`, who: null }), empty: (at) => `${at.emptyHome}/requests` }),
  list('requests/new', { who: 'requester', error: (at) => ({ path: `${at.emptyHome}/requests/new`, press: 'Begin a request' }), empty: (at) => `${at.emptyHome}/requests/new` }),
  {
    pattern: '/t/:workspace/requests/:number',
    full: (at) => at.everyState,
    error: (at) => `${at.home}/requests/999999`,
    empty: (at) => ({ path: `${at.home}/requests/${at.emptyDraft}`, who: 'requester' }),
  },
  {
    pattern: '/t/:workspace/requests/:number/edit',
    who: 'requester',
    full: (at) => `${at.home}/requests/${at.draft}/edit`,
    error: (at) => `${at.home}/requests/${at.wrongDraft}/edit?checked=yes`,
    empty: (at) => `${at.home}/requests/${at.emptyDraft}/edit`,
  },
  {
    pattern: '/t/:workspace/requests/:number/check',
    who: 'requester',
    full: (at) => `${at.home}/requests/${at.draft}/check`,
    error: (at) => `${at.home}/requests/999999/check`,
    empty: (at) => `${at.home}/requests/${at.emptyDraft}/check`,
  },
  {
    pattern: '/t/:workspace/requests/:number/review',
    full: (at) => `${at.home}/requests/${at.waiting}/review?plan=${at.plan}`,
    error: (at) => ({ path: `${at.home}/requests/${at.waiting}/review`, press: 'Decline request' }),
    empty: (at) => `${at.home}/requests/${at.waiting}/review`,
  },
  list('approvals', { error: (at) => ({ path: `${at.home}/approvals`, who: 'requester' }), empty: (at) => `${at.emptyHome}/approvals` }),
  list('accounts', { error: (at) => `${at.home}/accounts?after=%00`, empty: (at) => [`${at.home}/accounts?q=nothing-like-this`, `${at.emptyHome}/accounts`] }),
  { pattern: '/t/:workspace/accounts/:account', full: (at) => `${at.home}/accounts/${at.account}`, error: (at) => `${at.home}/accounts/999999999999`, empty: (at) => `${at.home}/accounts/${at.management}` },
  list('tree', { error: (at) => ({ path: `${at.harbor}/tree`, who: 'administrator', press: 'Read AWS now', gate: 'down' }), empty: (at) => `${at.emptyHome}/tree` }),
  list('policies', { error: (at) => ({ path: `${at.home}/policies`, who: null }), empty: (at) => `${at.emptyHome}/policies` }),
  { pattern: '/t/:workspace/policies/:policy', full: (at) => `${at.home}/policies/${at.policy}`, error: (at) => `${at.home}/policies/p-aaaaaaaa`, empty: (at) => `${at.home}/policies/${at.loosePolicy}` },
  list('audit', { who: 'auditor', error: (at) => `${at.home}/audit?from=yesterday`, empty: (at) => `${at.home}/audit?actor=nobody-like-this` }),
  { pattern: '/t/:workspace/audit/:chain/:sequence', who: 'auditor', full: (at) => at.events, error: (at) => `${at.home}/audit/changes/999999`, empty: (at) => `${at.home}/audit/access/1` },
  list('settings/members', {
    who: 'administrator',
    full: (at) => [`${at.home}/settings/members`, at.member],
    error: (at) => ({ path: `${at.home}/settings/members`, press: 'Invite the member' }),
    empty: (at) => ({ path: `${at.emptyHome}/settings/members`, who: 'neighbour' }),
  }),
  list('settings/connection', {
    who: 'administrator',
    error: (at) => ({ path: `${at.home}/settings/connection`, unfold: 'Change the role or the e-mail pattern', press: 'Connect the organization', clear: 'Role ARN' }),
    empty: (at) => `${at.emptyHome}/settings/connection`,
  }),
];

/** Routes that answer no page, and why. */
export const notPages = {
  '/healthz': 'one word for machines',
  '/readyz': 'one word for machines',
  '/metrics': 'text for machines',
  '/pkg/{hash}/{*file}': 'our files',
  '/enter': 'redirects to a workspace',
  '/t/{slug}/sign-in/start': 'redirects to the provider',
  '/t/{slug}/audit.csv': 'a download',
};
