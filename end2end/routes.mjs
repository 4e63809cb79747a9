// Every route of the site as the accessibility journeys visit it. A test compares the patterns with the router's own text, so that a
// new route cannot be forgotten. `full`, `error`, `empty` give paths, or stops: a path with who comes there (`who`, null: nobody), what
// is unfolded, cleared and pressed, what `says` that it is this state. No two states of a route may look alike. `at` holds what was found.

const list = (place, more = {}) => ({ pattern: `/t/:workspace/${place}`, full: (at) => `${at.home}/${place}`, ...more });
const NO_PLACE = 'This page of the list cannot be found';

/** The pages. */
export const routes = [
  {
    pattern: '/',
    who: null,
    full: () => [{ path: '/', who: 'approver', says: 'Where you are signed in' }, { path: '/', says: 'signed in to no workspace' }],
    error: () => [{ path: '/enter?workspace=nowhere', says: 'there is no workspace' }, { path: '/no-such-page', says: 'does not exist' }],
    empty: (at) => ({ path: `${at.bare.base}/`, says: 'No workspace yet' }),
  },
  {
    pattern: '/set-up',
    who: null,
    full: (at) => at.bare.link,
    error: (at) => ({ path: at.bare.link, press: 'Make the workspace', then: /\/set-up$/, says: 'There is a problem' }),
    empty: (at) => ({ path: `${at.bare.base}/set-up`, says: 'by a set-up link only' }),
  },
  {
    pattern: '/t/{slug}/sign-in',
    who: null,
    full: (at) => [`${at.home}/sign-in`, { path: at.home, who: 'otherRequester', press: 'Sign out', then: /\/sign-out$/ }],
    error: () => '/t/no-such-workspace/sign-in',
    empty: (at) => ({ path: `${at.newHome}/sign-in`, says: 'Nobody signed in to this workspace yet' }),
  },
  {
    pattern: '/sign-in/callback',
    who: null,
    full: (at) => ({ path: `${at.home}/sign-in/start`, refused: 'access_denied', says: 'refused at the identity provider' }),
    error: () => ({ path: '/sign-in/callback?state=unknown&code=x', says: 'no longer open' }),
    empty: () => ({ path: '/sign-in/callback', says: 'only for identity providers' }),
  },
  { pattern: '/t/:workspace', full: (at) => at.home, error: () => '/t/no-such-workspace', empty: (at) => at.emptyHome },
  list('requests', { error: (at) => ({ path: `${at.home}/requests?before=x`, says: NO_PLACE }), empty: (at) => `${at.emptyHome}/requests` }),
  list('requests/new', { who: 'requester', error: (at) => ({ path: `${at.emptyHome}/requests/new`, press: 'Begin a request' }), empty: (at) => ({ path: `${at.emptyHome}/requests/new`, says: 'No request can be begun yet' }) }),
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
  list('approvals', { error: (at) => [{ path: `${at.home}/approvals?after=x`, says: NO_PLACE }, { path: `${at.home}/approvals`, who: 'requester', says: 'You cannot do this' }], empty: (at) => `${at.emptyHome}/approvals` }),
  list('accounts', { error: (at) => ({ path: `${at.home}/accounts?after=%00`, says: NO_PLACE }), empty: (at) => [`${at.home}/accounts?q=nothing-like-this`, `${at.emptyHome}/accounts`] }),
  { pattern: '/t/:workspace/accounts/:account', full: (at) => `${at.home}/accounts/${at.account}`, error: (at) => `${at.home}/accounts/999999999999`, empty: (at) => ({ path: `${at.home}/accounts/${at.management}`, says: 'This is the management account' }) },
  list('tree', { error: (at) => ({ path: `${at.harbor}/tree`, who: 'administrator', press: 'Read AWS now', gate: 'down' }), empty: (at) => `${at.emptyHome}/tree` }),
  list('policies', { error: (at) => ({ path: `${at.home}/policies?as_of=yesterday`, says: 'There is a problem' }), empty: (at) => `${at.emptyHome}/policies` }),
  { pattern: '/t/:workspace/policies/:policy', full: (at) => `${at.home}/policies/${at.policy}`, error: (at) => `${at.home}/policies/p-aaaaaaaa`, empty: (at) => ({ path: `${at.home}/policies/${at.loosePolicy}`, says: 'attached to nothing' }) },
  list('audit', { who: 'auditor', error: (at) => `${at.home}/audit?q=at:yesterday`, empty: (at) => `${at.home}/audit?q=nothing-like-this` }),
  { pattern: '/t/:workspace/audit/:chain/:sequence', who: 'auditor', full: (at) => at.events, error: (at) => `${at.home}/audit/changes/999999`, empty: (at) => ({ path: at.changelessEvent, says: 'No value was changed' }) },
  list('settings/members', {
    who: 'administrator',
    full: (at) => [`${at.home}/settings/members`, at.member],
    error: (at) => ({ path: `${at.home}/settings/members`, press: 'Invite the member' }),
    empty: (at) => ({ path: `${at.emptyHome}/settings/members`, who: 'neighbour' }),
  }),
  list('settings/sessions', {
    who: 'administrator',
    error: (at) => ({ path: `${at.home}/settings/sessions?__path=%2Fapi%2Fsessions%2Fend&__err=Im5vdF9mb3VuZCI%3D`, says: 'has ended already' }),
    // The session that asks is always there: the emptiest list is that of a workspace with nothing else.
    empty: (at) => ({ path: `${at.emptyHome}/settings/sessions`, who: 'neighbour', says: 'This session' }),
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
  '/t/{slug}/audit.jsonl': 'a download',
  '/t/{slug}/audit/{chain}/{sequence}/proof': 'a download',
};
