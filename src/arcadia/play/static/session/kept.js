// @ts-check
import { _ } from "arcadia/web/js/words.js";
import { toast } from "arcadia/web/js/toast.js";

/** Choices that stay on this device, and parts of the page that are loaded when they are first asked for (F2). */

/** @param {string} name */
export function recall(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    // Storage is closed to us: everything is as usual.
    return null;
  }
}

/**
 * @param {string} name
 * @param {string} value
 */
export function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Storage is closed to us: the choice holds for this page.
  }
}

/**
 * Load a part of the page; without the net it is said that it did not come.
 * @template T
 * @param {() => Promise<T>} part
 * @returns {Promise<T | null>}
 */
export async function load(part) {
  try {
    return await part();
  } catch {
    toast(_("That part of the page could not be loaded. Try again when the connection is back."), "bad");
    return null;
  }
}
