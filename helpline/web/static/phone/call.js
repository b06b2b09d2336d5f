/** The call of the phone that is in hand: what is played on, and the keys. The following itself is in twiml.js. */

import { Clock } from "./clock.js";
import { byId, make } from "./elements.js";
import { Jar, Way } from "./line.js";
import { canListen, hear } from "./listen.js";
import { shownNumber } from "./phones.js";
import { Voice } from "./speak.js";
import { Transcript } from "./transcript.js";
import { Call } from "./twiml.js";

const DOING = {
  voice: "Speaking: interrupt at any time",
  breath: "Speaking: interrupt at any time",
  silent: "Read along: no voice is speaking",
  pause: "Waiting for you",
  input: "Waiting for you",
  ring: "Ringing",
  talk: "Talking to a person",
};
const CLEARLY = 0.95;
const BADLY = 0.3;
const languages = new Intl.DisplayNames(["en"], { type: "language" });

export class Calling {
  #voice = new Voice();
  #clock = new Clock((why, left) => this.#timed(why, left));
  #call = null;
  #phone = null;
  #gathering = null;
  #request = null;
  #hearing = null;

  /** `people` names the numbers that a call may be put through to; `texted(phone, text)` takes what the call sends. */
  constructor(phones, people, explain, texted) {
    Object.assign(this, { phones, people, explain, texted, said: new Transcript(phones, explain) });
    byId("dial").addEventListener("click", () => this.start());
    byId("hang-up").addEventListener("click", () => this.hangUp());
    byId("skip").addEventListener("click", () => this.#clock.skip());
    byId("mute").addEventListener("click", () => this.#mute());
    byId("keys").addEventListener("click", ({ target }) => this.press(target.closest("button")?.dataset.key));
    byId("speak").addEventListener("submit", (event) => this.#typed(event));
    byId("listen").addEventListener("click", () => (this.#hearing ? this.#hearing.stop() : this.#listen()));
    byId("listen").hidden = byId("listen-privacy").hidden = !canListen;
    document.addEventListener("keydown", (event) => this.#keyDown(event));
  }

  /** Show the call of the phone in hand. */
  show() {
    this.said.show();
    const here = this.#call !== null && this.#phone === this.phones.current;
    byId("live").hidden = !here;
    byId("idle").hidden = here;
    byId("dial").disabled = this.#call !== null;
    byId("idle-words").hidden = this.phones.current.call.length > 0;
  }

  /** Call the line. */
  start() {
    const phone = (this.#phone = this.phones.current);
    this.said.begin(phone);
    this.#call = new Call(new Way(phone.number, new Jar(), { stopped: () => phone.stopped }), this);
    this.show();
    byId("call-log").focus();
    return this.#call.run("/voice");
  }

  /** End the call, if there is one. */
  hangUp() {
    this.#call?.hangUp();
  }

  /** Press a key. */
  press(key) {
    if (!key || !this.#call) return;
    if (!this.#gathering) return this.note(`Key ${key} is lost: the line is not listening just now.`);
    byId("pressed").textContent += key;
    this.#gathering.press(key);
  }

  // What a call is played on: see Call in twiml.js.

  answered(answer) {
    this.said.turn();
    this.#request = answer.request;
    for (const text of answer.texts) {
      this.texted(this.#phone, text);
      this.note("A text has come: see Texts.");
    }
    this.explain(answer.request);
  }

  say(part, language, signal) {
    this.said.line(part.text, language, this.#request);
    return this.#voice.say(part, language, this.#clock, signal);
  }

  wait(seconds, why, signal) {
    return this.#clock.wait(seconds, why, signal);
  }

  listen(gathering) {
    this.#gathering = gathering;
    byId("pressed").textContent = "";
    byId("say").disabled = !gathering?.takesSpeech;
    if (gathering) byId("language").textContent = languages.of(gathering.language);
  }

  heard({ Digits: keys, SpeechResult: words }) {
    this.said.mine(keys ? `You pressed ${keys}` : words ? `You said: ${words}` : "You were silent");
  }

  async dial(number, seconds, signal) {
    const name = this.people[number] ?? shownNumber(number);
    this.note(`Connecting you to ${name}… Nobody is called from this page: choose how it ends.`);
    const endings = [["Answered", "completed"], ["Busy", "busy"], ["No answer", "no-answer"]];
    const status = (await this.#chosen(endings, seconds, "ring", signal)) ?? "no-answer";
    if (status === "completed" && !signal.aborted) {
      this.note(`You are talking to ${name}. The line waits behind the call.`);
      await this.#chosen([["They hang up", ""]], Infinity, "talk", signal);
    }
    return status;
  }

  note(text) {
    this.said.note(text);
  }

  ended(reason) {
    const inCall = byId("live").contains(document.activeElement);
    this.#hearing?.stop();
    this.listen(null);
    this.note(reason);
    this.#call = null;
    this.show();
    if (inCall) byId("dial").focus();
  }

  /** Offer buttons; return the value of the one that was pressed, or undefined when time ran out or the call ended. */
  async #chosen(choices, seconds, why, signal) {
    const pressed = new AbortController();
    const box = byId("ends");
    let chosen;
    for (const [label, value] of choices) {
      const button = make("button", { type: "button" }, label);
      button.addEventListener("click", () => {
        chosen = value;
        pressed.abort();
      });
      box.append(button);
    }
    const keyed = byId("keys").contains(document.activeElement) || byId("speak").contains(document.activeElement);
    box.hidden = false;
    if (keyed) box.firstElementChild.focus();
    this.said.toEnd();
    await this.#clock.wait(seconds, why, AbortSignal.any([pressed.signal, signal]));
    if (box.contains(document.activeElement)) byId("call-log").focus();
    box.replaceChildren();
    box.hidden = true;
    return chosen;
  }

  #typed(event) {
    event.preventDefault();
    const words = byId("words").value.trim();
    if (!words || !this.#gathering) return;
    byId("words").value = "";
    this.#gathering.speak(words, byId("badly").checked ? BADLY : CLEARLY);
  }

  async #listen() {
    const gathering = this.#gathering;
    if (!gathering?.takesSpeech) return;
    gathering.startSpeaking();
    this.#hearing = hear(gathering.language);
    byId("listen").setAttribute("aria-pressed", "true");
    const made = await this.#hearing.heard;
    this.#hearing = null;
    byId("listen").setAttribute("aria-pressed", "false");
    if (made?.words) return gathering.speak(made.words, made.confidence);
    gathering.fellSilent();
    if (this.#call) this.note(made?.error === "not-allowed" ? "The browser may not use the microphone." : "Nothing was heard.");
  }

  #mute() {
    this.#voice.mute(!this.#voice.muted);
    byId("mute").setAttribute("aria-pressed", String(this.#voice.muted));
  }

  #keyDown(event) {
    const typing = event.target.matches("input, textarea, select");
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (this.#call && plain && !typing && /^[0-9*#]$/.test(event.key)) this.press(event.key);
  }

  #timed(why, left) {
    const skip = byId("skip");
    skip.setAttribute("aria-disabled", String(!Number.isFinite(left) || !why));
    if (!why) return;
    const waiting = why === "pause" || why === "input";
    byId("doing").textContent = DOING[why];
    byId("left").textContent = Number.isFinite(left) && (waiting || why === "ring") ? `${left} s` : "";
    skip.textContent = waiting ? "Stay silent" : "Skip";
  }
}
