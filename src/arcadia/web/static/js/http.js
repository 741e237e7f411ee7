// @ts-check
/**
 * @typedef {object} Problem  An error answer (RFC 9457) as web/errors.py writes it.
 * @property {number} status
 * @property {string} code
 * @property {string} detail
 * @property {{where: string, expected: string}[]} [problems]
 * @property {unknown} [current]  what is stored now, where that is why it was refused
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
