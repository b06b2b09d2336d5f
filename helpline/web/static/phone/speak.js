/** Speaks with the browser's voices; where there is none for a language, or it is muted, words take their time in silence. */

const WORDS_A_SECOND = 2.5;
const SLOW = 0.75;

const synthesis = window.speechSynthesis;

/** Return how many seconds a text takes to say at 150 words a minute. */
export function secondsOf(text, slow) {
  const words = text.split(/[\s-]+/).filter(Boolean).length;
  return words / WORDS_A_SECOND / (slow ? SLOW : 1);
}

export class Voice {
  muted = false;
  #broken = false;
  #speaking = null; // Some browsers drop an utterance that nothing holds.

  /** Return the browser's voice for a language such as es-US, or undefined. */
  of(language) {
    const voices = synthesis?.getVoices() ?? [];
    const short = language.split("-")[0];
    const same = (voice) => voice.lang.replace("_", "-").toLowerCase() === language.toLowerCase();
    return voices.find(same) ?? voices.find((voice) => voice.lang.startsWith(short));
  }

  /** Say a part; return when it is said, skipped on `clock` or ended by `signal`. */
  async say({ text, slow }, language, clock, signal) {
    const voice = this.muted || this.#broken ? undefined : this.of(language);
    const seconds = secondsOf(text, slow);
    if (signal.aborted) return;
    if (!voice) {
      await clock.wait(seconds, "silent", signal);
      return;
    }
    const said = this.#spoken(text, slow, voice);
    const over = AbortSignal.any([signal, said]);
    await clock.wait(2 * seconds + 5, "voice", over);
    synthesis.cancel();
  }

  /** Be silent from now on, or no longer. */
  mute(muted) {
    this.muted = muted;
    if (muted) synthesis?.cancel();
  }

  #spoken(text, slow, voice) {
    const utterance = Object.assign(new SpeechSynthesisUtterance(text), { voice, lang: voice.lang, rate: slow ? SLOW : 1 });
    const end = new AbortController();
    utterance.onend = () => end.abort();
    utterance.onerror = ({ error }) => {
      this.#broken = !["canceled", "interrupted"].includes(error);
      end.abort();
    };
    this.#speaking = utterance;
    synthesis.speak(this.#speaking);
    return end.signal;
  }
}
