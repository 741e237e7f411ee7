// @ts-check
/** Wires the button that changes between dark and light; the choice stays on this device. */
export function wireThemeSwitch() {
  const button = document.querySelector("[data-theme-switch]");
  if (!(button instanceof HTMLButtonElement)) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const root = document.documentElement;
    root.dataset.theme = root.dataset.theme === "light" ? "dark" : "light";
    rememberTheme(root.dataset.theme);
  });
}

/** @param {string} theme */
function rememberTheme(theme) {
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // Storage is closed to us: the choice holds for this page.
  }
}
