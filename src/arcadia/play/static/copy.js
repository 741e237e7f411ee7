// @ts-check
import { _ } from "arcadia/web/js/words.js";
import { toast } from "arcadia/web/js/toast.js";

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
  if (button instanceof HTMLElement) void copy(/** @type {HTMLInputElement | null} */ (document.getElementById(button.dataset.copy ?? "")));
});

/** Copy what stands in a field; where the clipboard is closed to us (plain http), select it. @param {HTMLInputElement | null} field */
async function copy(field) {
  if (!field) return;
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    toast(field.dataset.copied ?? _("The link is copied. Send it to your friends."), "ok");
  } catch {
    // Not allowed here: the link is selected, so that one key copies it.
    toast(_("The link is selected: copy it with your keyboard or a long touch."));
  }
}
