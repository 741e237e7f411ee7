// @ts-check
/**
 * @typedef {object} Problem  An error answer (RFC 9457) as web/errors.py writes it.
 * @property {number} status
 * @property {string} code
 * @property {string} detail
 * @property {{where: string, expected: string}[]} [problems]
 * @property {any} [current]
 * @property {number} [retry_after_ms]
 */

/** An answer that is not a success. `problem` says what happened. */
export class RequestFailed extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.detail);
    this.name = "RequestFailed";
    this.problem = problem;
  }
}

/**
 * Sends JSON and returns the answer's JSON.
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @param {{signal?: AbortSignal, headers?: Record<string, string>}} [options]
 * @returns {Promise<any>}
 * @throws {RequestFailed} the server refused, or could not be reached (status 0)
 */
export async function requestJson(method, path, body, options = {}) {
  /** @type {RequestInit} */
  const init = { method, headers: { accept: "application/json", ...options.headers }, signal: options.signal ?? null };
  if (body !== undefined) {
    init.headers = { ...init.headers, "content-type": "application/json" };
    init.body = JSON.stringify(body);
  }
  const answer = await reach(path, init);
  if (answer.ok) return answer.status === 204 ? null : answer.json();
  throw new RequestFailed(await problemOf(answer));
}

/**
 * @param {string} path
 * @param {RequestInit} init
 */
async function reach(path, init) {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new RequestFailed({ status: 0, code: "offline", detail: "The server could not be reached. Nothing was changed." });
  }
}

/**
 * @param {Response} answer
 * @returns {Promise<Problem>}
 */
async function problemOf(answer) {
  const kind = answer.headers.get("content-type") ?? "";
  if (kind.startsWith("application/problem+json")) return answer.json();
  return { status: answer.status, code: "error", detail: `The server answered ${answer.status}.` };
}
