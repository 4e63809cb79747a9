// Stands before an AWS endpoint and lets calls through, or plays an endpoint that is down, slow, or not AWS at all.
import http from 'node:http';
import { freePort } from './child.mjs';

/** Starts it before `target`. `mode` is `open`, `down` (connections break), `slow` (no answer in time) or `html` (a proxy's page). */
export async function startGate(target) {
  const port = await freePort();
  const gate = { endpoint: `http://127.0.0.1:${port}`, mode: 'open' };
  const server = http.createServer((request, response) => {
    if (gate.mode === 'down') return request.socket.destroy();
    // The caller gives up; nothing is ever sent.
    if (gate.mode === 'slow') return undefined;
    if (gate.mode === 'html') {
      response.writeHead(502, { 'content-type': 'text/html' });
      return response.end('<html><head><title>502</title></head><body><h1>Bad Gateway</h1></body></html>');
    }
    const forward = http.request(new URL(request.url, target), { method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    forward.on('error', () => response.destroy());
    return request.pipe(forward);
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  gate.stop = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return gate;
}
