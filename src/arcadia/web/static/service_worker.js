// @ts-check
/**
 * Keeps what can be read without the net: the shell, and the page of the one session that is being played, as the
 * server wrote it, shown with its age and never as live. Nothing else of a person is kept, and no answer of the API.
 * Served at `/sw.js`, its two constants filled in (web/offline.py).
 *
 * @typedef {{waitUntil(done: Promise<unknown>): void}} Extended
 * @typedef {Extended & {request: Request, preloadResponse: Promise<Response | undefined>, respondWith(answer: Promise<Response>): void}} Asked
 * @typedef {Extended & {data: {keep?: string, isFresh?: boolean}}} Told
 * @typedef {{registration: {navigationPreload?: {enable(): Promise<void>}}, clients: {claim(): Promise<void>}, skipWaiting(): Promise<void>,
 *   addEventListener(type: string, listener: (event: never) => void): void}} WorkerScope
 */

const SHELL = /** @type {string[]} */ (JSON.parse("[]"));
const VERSION = "";
const worker = /** @type {WorkerScope} */ (/** @type {unknown} */ (globalThis));
const SHELL_CACHE = `shell-${VERSION}`;
const SESSION_CACHE = "session";
const OFFLINE = "/offline";
const SESSION_PATH = /^\/play\/[A-Z0-9]{6}$/;
// What a page needs to be read, of an asset host's, too; no icons.
const ASSETS = /<(?:script|link rel="stylesheet")[^>]* (?:href|src)="((?:https?:\/\/[^/"]+)?\/static\/[^"]+)"/g;
const IS_PLAYED = /data-moment="(?!finished|cancelled)/;

worker.addEventListener("install", (/** @type {Extended} */ event) => event.waitUntil(install()));
worker.addEventListener("activate", (/** @type {Extended} */ event) => event.waitUntil(activate()));
worker.addEventListener("message", (/** @type {Told} */ event) => event.waitUntil(keepNow(event.data)));
worker.addEventListener("fetch", (/** @type {Asked} */ event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET") return;
  if (request.mode !== "navigate" && url.pathname.startsWith("/static/")) event.respondWith(asset(request));
  else if (request.mode === "navigate" && url.origin === location.origin) event.respondWith(answerPage(event, url));
});

async function install() {
  await (await caches.open(SHELL_CACHE)).addAll(SHELL);
  await worker.skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) if (name !== SHELL_CACHE && name !== SESSION_CACHE) await caches.delete(name);
  await worker.registration.navigationPreload?.enable();
  await worker.clients.claim();
}

/**
 * From the net; without it the kept page of the session, else the page that says so.
 * @param {Asked} event
 * @param {URL} url
 */
async function answerPage(event, url) {
  try {
    const answer = (await event.preloadResponse) ?? (await fetch(event.request));
    if (SESSION_PATH.test(url.pathname)) event.waitUntil(keep(url.pathname, answer.clone()));
    return answer;
  } catch {
    return (await keptPage(url.pathname)) ?? (await offlinePage());
  }
}

/** @param {Request} request */
async function asset(request) {
  return (await caches.match(request)) ?? fetch(request);
}

/**
 * Keep a page that this worker did not see pass: as the browser has it from its visit, or fresh.
 * @param {Told["data"]} told
 */
async function keepNow({ keep: path = "", isFresh = false }) {
  if (!SESSION_PATH.test(path)) return;
  const headers = { accept: "text/html" };
  await keep(path, await fetch(path, isFresh ? { headers } : { headers, cache: "force-cache" }));
}

/**
 * Keep a session's page instead of the one kept before. A session that is over, or that lets this browser in no more, is
 * forgotten.
 * @param {string} path
 * @param {Response} answer
 */
async function keep(path, answer) {
  const cache = await caches.open(SESSION_CACHE);
  const text = answer.ok && !answer.redirected ? await answer.text() : "";
  const isPlayed = IS_PLAYED.test(text);
  for (const one of await cache.keys()) if (isPlayed || new URL(one.url).pathname === path) await cache.delete(one);
  if (!isPlayed) return;
  await cache.put(path, new Response(text, { headers: answer.headers }));
  const shell = await caches.open(SHELL_CACHE);
  for (const [, url = ""] of text.matchAll(ASSETS)) if (!(await shell.match(url))) await shell.add(url);
}

/**
 * The page as it was kept, with the line shown that says so.
 * @param {string} path
 * @returns {Promise<Response | null>}
 */
async function keptPage(path) {
  const kept = await (await caches.open(SESSION_CACHE)).match(path);
  if (!kept) return null;
  const text = await kept.text();
  return new Response(text.replace('id="kept" hidden', 'id="kept"'), { headers: kept.headers });
}

async function offlinePage() {
  const page = await caches.match(OFFLINE);
  const [kept] = await (await caches.open(SESSION_CACHE)).keys();
  if (!page || !kept) return page ?? Response.error();
  const text = await page.text();
  const linked = text.replace('id="kept" hidden', 'id="kept"').replace('href="/play/"', `href="${new URL(kept.url).pathname}"`);
  return new Response(linked, { headers: page.headers });
}
