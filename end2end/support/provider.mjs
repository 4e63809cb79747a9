// An OpenID Connect provider of its own make (npm oidc-provider) on loopback: one client per workspace, a page that lists people.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { freePort } from './child.mjs';

/** Starts it. `clients` are client ids; `callback` is the product's address; `people` are { email, name, verified? }. */
export async function startProvider({ clients, callback, people }) {
  // Loaded when it is needed: it warns about everything that is fit for tests only.
  const { default: Provider } = await import('oidc-provider');
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, settings(clients, callback, people));
  const answer = provider.callback();
  const server = createServer((request, response) => {
    const asked = new URL(request.url, issuer);
    if (!asked.pathname.startsWith('/interaction/')) return answer(request, response);
    return interact(provider, people, asked, request, response).catch((error) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    issuer,
    hostAndPort: `127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

function settings(clients, callback, people) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = { ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: 'only' };
  return {
    clients: clients.map((client_id) => ({
      client_id,
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code'],
      response_types: ['code'],
      redirect_uris: [callback],
    })),
    jwks: { keys: [key] },
    cookies: { keys: ['only for tests on this machine'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    // E-mail and name belong into the ID token, as most providers do it.
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, id) => account(people.find((person) => person.email === id)),
    // Nobody is asked for consent: the clients are the product's own.
    async loadExistingGrant(context) {
      const { client, session } = context.oidc;
      const grant = new context.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
    ttl: { Session: 3600, Grant: 3600, Interaction: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
  };
}

function account(person) {
  if (!person) return undefined;
  const claims = { sub: person.email, email: person.email, email_verified: person.verified ?? true, name: person.name };
  return { accountId: person.email, claims: () => claims };
}

/** The page that lists the people, and the press on one of them. */
async function interact(provider, people, asked, request, response) {
  if (request.method === 'POST') {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const email = new URLSearchParams(Buffer.concat(chunks).toString()).get('person');
    return provider.interactionFinished(request, response, { login: { accountId: email } }, { mergeWithLastSubmission: false });
  }
  const buttons = people.map(({ email, name }) => `<p><button name="person" value="${email}">${name} (${email})</button></p>`).join('');
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  return response.end(`<!doctype html><html lang="en"><title>Provider</title><h1>Who are you?</h1><form method="post" action="${asked.pathname}">${buttons}</form></html>`);
}
