// @ts-check
const EVERY_MS = 3_000;

/** Looks whether the host has let this joiner in; then the page is another one. */
async function look() {
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (answer.ok && !(await answer.text()).includes("data-waiting-room")) location.reload();
  } catch {
    // The net is away: the next look comes by itself.
  }
}

setInterval(() => document.hidden || void look(), EVERY_MS);
