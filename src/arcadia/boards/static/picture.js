// @ts-check
import { _ } from "arcadia/web/js/words.js";
import { toast } from "arcadia/web/js/toast.js";

const SCALE = 2;
const button = document.querySelector("[data-picture]");

/** Makes a PNG of the card from its SVG, in the browser: the one place that has fonts for every language. */
if (button instanceof HTMLButtonElement) {
  button.hidden = false;
  button.addEventListener("click", () => void save(button));
}

/** @param {HTMLButtonElement} asked */
async function save(asked) {
  try {
    const blob = await painted(asked.dataset.picture ?? "");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = asked.dataset.name ?? "board.png";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  } catch {
    toast(_("The picture could not be made. Download the SVG instead."), "bad");
  }
}

/** @param {string} address @returns {Promise<Blob>} */
async function painted(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth * SCALE;
  canvas.height = image.naturalHeight * SCALE;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png");
  });
}
