// @ts-check
/**
 * The form of a session's settings: a mode that is picked brings its details at once. Without script the server does it
 * when the form is sent, by comparing the picked mode with the one whose details are shown.
 */
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form.settings"));

form?.addEventListener("change", (event) => {
  const picked = event.target;
  if (!(picked instanceof HTMLInputElement) || picked.name !== "preset" || !picked.dataset.brings) return;
  bring(JSON.parse(picked.dataset.brings));
  field("shown_preset").value = picked.value;
});

/** @param {{texts: Record<string, string>, ticked: string[]}} brought */
function bring({ texts, ticked }) {
  for (const [name, value] of Object.entries(texts)) field(name).value = value;
  for (const box of form?.querySelectorAll(".every input[type='checkbox']") ?? []) {
    const input = /** @type {HTMLInputElement} */ (box);
    input.checked = ticked.includes(input.name);
  }
  preferFreshCard(texts.sight !== "open" || ticked.includes("covered"));
}

/** A secret card is best dealt fresh; a board that was picked stays picked. @param {boolean} isSecret */
function preferFreshCard(isSecret) {
  const fresh = /** @type {HTMLInputElement | null} */ (form?.querySelector("input[name='source'][value='list']") ?? null);
  if (fresh && isSecret && field("board").value === "") fresh.checked = true;
}

/** @param {string} name */
function field(name) {
  return /** @type {HTMLInputElement | HTMLSelectElement} */ (form?.elements.namedItem(name) ?? document.createElement("input"));
}
