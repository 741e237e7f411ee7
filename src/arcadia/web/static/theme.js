// Sets the chosen theme before the first paint. A classic script in the head, so that no page flashes.
"use strict";
{
  let theme = null;
  try {
    theme = localStorage.getItem("theme");
  } catch {
    // Storage is closed to us (private mode, policy): the system's preference holds.
  }
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  else document.documentElement.dataset.theme = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
}
