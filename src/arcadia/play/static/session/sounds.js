// @ts-check
const LEAST_APART_MS = 90;
const FULL = 0.25;

/** Tones of each sound: pitch in Hz, begin and length in ms. */
const TONES = /** @type {const} */ ({
  mark: [[660, 0, 70]],
  line: [[660, 0, 90], [880, 90, 140]],
  win: [[523, 0, 120], [659, 120, 120], [784, 240, 120], [1047, 360, 320]],
  count: [[440, 0, 80]],
  go: [[880, 0, 260]],
  stop: [[392, 0, 120], [330, 120, 180]],
  said: [[990, 0, 50]],
});

/** @typedef {keyof typeof TONES} Sound */

/** Plays short tones that are made here: no file is loaded. */
export class Sounds {
  constructor() {
    /** From 0 to 1. */
    this.volume = 0.5;
    this.playedAt = 0;
    /** @type {AudioContext | undefined} */
    this.context = undefined;
    for (const gesture of ["pointerdown", "keydown"]) document.addEventListener(gesture, () => void this.wake(), { once: true });
  }

  /** Browsers let a page sound only after somebody has touched it. */
  async wake() {
    this.context ??= new AudioContext();
    if (this.context.state === "suspended") await this.context.resume();
  }

  /** @param {Sound} sound  one that follows another too closely is left out: many marks are no noise */
  play(sound) {
    const { context } = this;
    if (!context || context.state !== "running" || this.volume === 0 || performance.now() - this.playedAt < LEAST_APART_MS) return;
    this.playedAt = performance.now();
    for (const [pitch, begin_ms, length_ms] of TONES[sound]) this.tone(context, pitch, context.currentTime + begin_ms / 1000, length_ms / 1000);
  }

  /**
   * @param {AudioContext} context
   * @param {number} pitch
   * @param {number} from  in the context's seconds
   * @param {number} length  in seconds
   */
  tone(context, pitch, from, length) {
    const gain = new GainNode(context, { gain: FULL * this.volume });
    gain.gain.setTargetAtTime(0, from + length * 0.6, length * 0.15);
    const tone = new OscillatorNode(context, { type: "triangle", frequency: pitch });
    tone.connect(gain).connect(context.destination);
    tone.start(from);
    tone.stop(from + length * 1.5);
  }
}
