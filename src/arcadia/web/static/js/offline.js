// @ts-check
import { trustedWorker } from "arcadia/web/js/html.js";

const SESSION_PATH = /^\/play\/[A-Z0-9]{6}$/;

/** Brings the worker that lets the shell and the session be read without the net; where there can be none, all else works. */
export function readOffline() {
  if (navigator.serviceWorker) window.addEventListener("load", () => bringWorker().catch(() => null));
}

async function bringWorker() {
  await navigator.serviceWorker.register(/** @type {string} */ (trustedWorker()));
  const { active } = await navigator.serviceWorker.ready;
  if (!SESSION_PATH.test(location.pathname)) return;
  const keep = (/** @type {boolean} */ isFresh) => active?.postMessage({ keep: location.pathname, isFresh }, []);
  keep(false);
  document.addEventListener("visibilitychange", () => document.hidden && keep(true));
}
