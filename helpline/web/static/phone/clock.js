/** Time in a call: real seconds, which can be skipped. */

const TICK = 250;

/** What is skipped together: all that is being said, or all of the time that a caller is given. */
const GROUPS = { voice: "speaking", silent: "speaking", breath: "speaking", pause: "waiting", input: "waiting" };

/** Runs one wait at a time; `show(why, seconds left)` is told of it, and `show(null, 0)` of its end. */
export class Clock {
  #end = null;
  #why = "";
  #hurried = "";

  constructor(show) {
    this.show = show;
  }

  /** Wait; return true when the time has run out or was skipped, false when `signal` ended it. */
  wait(seconds, why, signal) {
    if (signal?.aborted) return Promise.resolve(false);
    if (this.#hurried && this.#hurried === GROUPS[why] && Number.isFinite(seconds)) return Promise.resolve(true);
    this.#hurried = "";
    return new Promise((resolve) => {
      const until = performance.now() + seconds * 1000;
      const left = () => Math.max(0, Math.ceil((until - performance.now()) / 1000));
      const ticker = setInterval(() => (performance.now() >= until ? end(true) : this.show(why, left())), TICK);
      const end = (ranOut) => {
        clearInterval(ticker);
        this.#end = null;
        this.show(null, 0);
        resolve(ranOut);
      };
      this.#why = why;
      this.#end = Number.isFinite(seconds) ? () => end(true) : null;
      signal?.addEventListener("abort", () => end(false), { once: true });
      this.show(why, left());
    });
  }

  /** End the present wait as if its time had run out, and those of its kind that follow it at once. */
  skip() {
    if (!this.#end) return;
    this.#hurried = GROUPS[this.#why] ?? "";
    this.#end();
  }
}
