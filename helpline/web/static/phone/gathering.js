/** One Gather: what a caller does within it, and when it is over. */

/** Seconds that Twilio waits where a document says nothing else. */
const TIMEOUT = 5;

/** What a caller does within a Gather: keys, or speech. The first of it interrupts what is being said. */
export class Gathering {
  #begun = new AbortController();
  #changed = new AbortController();
  #speaking = false;
  #result = null;
  #keys = "";

  constructor(node) {
    const input = (node.getAttribute("input") ?? "dtmf").split(" ");
    this.takesKeys = input.includes("dtmf");
    this.takesSpeech = input.includes("speech");
    this.most = Number(node.getAttribute("numDigits")) || Infinity;
    this.last = node.getAttribute("finishOnKey") ?? "#";
    this.timeout = Number(node.getAttribute("timeout") ?? TIMEOUT);
    this.language = node.getAttribute("language") ?? "en-US";
  }

  /** The signal that the caller has begun. */
  get begun() {
    return this.#begun.signal;
  }

  /** Take a key. */
  press(key) {
    if (!this.takesKeys || this.#result) return;
    if (key === this.last) return this.#end({ Digits: this.#keys, FinishedOnKey: key });
    this.#keys += key;
    this.#change();
    if (this.#keys.length >= this.most) this.#end({ Digits: this.#keys });
  }

  /** The caller has begun to speak: nothing is timed until `speak` or `fellSilent`. */
  startSpeaking() {
    this.#speaking = true;
    this.#change();
  }

  /** Take what was said, with the recogniser's confidence from 0 to 1. */
  speak(words, confidence) {
    if (this.takesSpeech && !this.#result) this.#end({ SpeechResult: words, Confidence: String(confidence) });
  }

  /** The recogniser heard nothing after all. */
  fellSilent() {
    this.#speaking = false;
    this.#change();
  }

  /** Wait for the rest; return the parameters to post, none of them after silence. `wait` tells whether time ran out. */
  async result(wait) {
    while (!this.#result) {
      this.#changed = new AbortController();
      const limit = this.#speaking ? Infinity : this.timeout;
      if (await wait(limit, this.#changed.signal)) this.#result ??= this.#keys ? { Digits: this.#keys } : {};
    }
    return this.#result;
  }

  /** Give up: the call is over. */
  cancel() {
    this.#end({});
  }

  #end(result) {
    this.#result ??= result;
    this.#change();
  }

  #change() {
    this.#begun.abort();
    this.#changed.abort();
  }
}
