// @ts-check
import { _, plural } from "arcadia/web/js/words.js";
import { toast } from "arcadia/web/js/toast.js";

/** @typedef {import("arcadia/boards/editor/cells.js").Cell} Cell */
/** @typedef {import("arcadia/boards/editor/grid.js").SquareGrid} SquareGrid */

/** How wide a board is drawn, in CSS pixels: alone on a stream of 1080 lines, in a corner of it, on a phone. */
const WIDTHS = /** @type {Record<string, number>} */ ({ full: 1040, corner: 480, phone: 336 });
const ROOM_PX = 24;
/** What the dialog needs above and below the board. */
const HEAD_PX = 200;
/** As `length_word` of the pages has it (web/filters.py): how long a text is and its longest word. */
const LENGTHS = /** @type {[number, string][]} */ ([[20, "short"], [44, "medium"], [90, "long"]]);

/** Shows the board as it stands in the editor at the sizes that others see it in. @param {HTMLFormElement} form @param {SquareGrid} grid */
export function showStream(form, grid) {
  const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("stream"));
  const stage = dialog?.querySelector(".stage");
  const board = dialog?.querySelector(".board");
  if (!dialog || !(stage instanceof HTMLElement) || !(board instanceof HTMLElement)) return toast(_("The preview could not be shown. Save the board and load the page again."), "bad");
  board.dataset.rows = String(grid.cells.length / grid.columns);
  board.dataset.columns = String(grid.columns);
  const cells = grid.read();
  const rows = [...Array(grid.cells.length / grid.columns).keys()].map((row) => cells.slice(row * grid.columns, (row + 1) * grid.columns));
  board.replaceChildren(...rows.map(rowOf));
  const title = /** @type {HTMLInputElement} */ (form.elements.namedItem("title")).value;
  board.setAttribute("aria-label", title || _("Board"));
  const draw = () => drawAt(dialog, stage, WIDTHS[String(new FormData(/** @type {HTMLFormElement} */ (document.getElementById("stream-size"))).get("size"))] ?? 0);
  const resized = new ResizeObserver(draw);
  dialog.addEventListener("change", draw);
  dialog.addEventListener("close", () => {
    resized.disconnect();
    dialog.removeEventListener("change", draw);
  }, { once: true });
  dialog.showModal();
  resized.observe(dialog);
  return undefined;
}

/** @param {HTMLDialogElement} dialog @param {HTMLElement} stage @param {number} width */
function drawAt(dialog, stage, width) {
  const room = /** @type {HTMLElement} */ (stage.parentElement);
  const { rows, columns } = /** @type {HTMLElement} */ (stage.querySelector(".board")).dataset;
  const height = (width * Number(rows)) / Number(columns);
  const part = Math.min(1, (room.clientWidth - ROOM_PX) / width, (window.innerHeight - HEAD_PX) / height);
  stage.style.inlineSize = `${width}px`;
  stage.style.zoom = String(part);
  const is_tiny = [...stage.querySelectorAll(".goal")].some((goal) => !goal.checkVisibility());
  const cut = [...stage.querySelectorAll(".goal")].flatMap((goal, index) => (goal.scrollHeight > goal.clientHeight + 1 || goal.scrollWidth > goal.clientWidth + 1 ? [index + 1] : []));
  const told = /** @type {HTMLElement} */ (dialog.querySelector("[data-told]"));
  told.textContent = [
    part < 1 ? _("Shown at {part} % of its size.", { part: Math.round(part * 100) }) : _("Shown at its own size."),
    is_tiny ? _("Squares are too small for text here: players zoom in, or open one by a tap.") : cutInWords(cut),
  ].join(" ");
}

/** @param {number[]} squares */
function cutInWords(squares) {
  return squares.length ? plural("Cut short on square {list}.", "Cut short on squares {list}.", squares.length, { list: squares.join(", ") }) : _("Every goal fits.");
}

/** @param {Cell[]} cells */
function rowOf(cells) {
  const made = document.createElement("div");
  made.setAttribute("role", "row");
  made.append(...cells.map(squareOf));
  return made;
}

/** @param {Cell} cell */
function squareOf({ text, facts, free }) {
  const made = Object.assign(document.createElement("div"), { className: free ? "square free" : "square" });
  made.setAttribute("role", "gridcell");
  made.dataset.length = lengthWord(text);
  made.append(Object.assign(document.createElement("span"), { className: "goal", textContent: text || (free ? _("Free") : ""), dir: "auto" }));
  if (facts.target) made.append(Object.assign(document.createElement("span"), { className: "count", textContent: `× ${facts.target}` }));
  return made;
}

/** @param {string} text */
function lengthWord(text) {
  const longest = Math.max(0, ...text.split(/\s+/).map((word) => word.length));
  return LENGTHS.find(([limit]) => text.length <= limit && longest <= Math.floor(limit / 2) + 1)?.[1] ?? "endless";
}
