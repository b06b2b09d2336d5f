/** The call of the phone that is in hand: what is played on, and the keys. The following itself is in twiml.js. */

import { Clock } from "./clock.js";
import { byId, make, scrolled } from "./elements.js";
import { Jar, Way } from "./line.js";
import { canListen, hear } from "./listen.js";
import { shownNumber } from "./phones.js";
import { Voice } from "./speak.js";
import { Call } from "./twiml.js";

const DOING = {
  voice: "Speaking: interrupt at any time",
  breath: "Speaking: interrupt at any time",
  pause: "Waiting for you",
  input: "Waiting for you",
  ring: "Ringing",
  talk: "Talking to a person",
};
const BADLY = 0.3;
const languages = new Intl.DisplayNames(["en"], { type: "language" });

export class Calling {
  #log = byId("said");
  #voice = new Voice();
  #clock = new Clock((why, left) => this.#timed(why, left));
  #call = null;
  #phone = null;
  #gathering = null;
  #turn = null;
  #request = null;
  #hearing = null;

  /** `people` names the numbers that a call may be put through to; `texted(phone, text)` takes what the call sends. */
  constructor(phones, people, explain, texted) {
    Object.assign(this, { phones, people, explain, texted });
    byId("dial").addEventListener("click", () => this.start());
    byId("hang-up").addEventListener("click", () => this.#call.hangUp());
    byId("skip").addEventListener("click", () => this.#clock.skip());
    byId("mute").addEventListener("click", () => this.#mute());
    byId("keys").addEventListener("click", ({ target }) => this.press(target.closest("button")?.dataset.key));
    byId("speak").addEventListener("submit", (event) => this.#typed(event));
    byId("listen").addEventListener("click", () => (this.#hearing ? this.#hearing.stop() : this.#listen()));
    byId("listen").hidden = byId("listen-privacy").hidden = !canListen;
    document.addEventListener("keydown", (event) => this.#keyDown(event));
  }

  get isLive() {
    return this.#call !== null;
  }

  /** Show the last call of the phone in hand. */
  show() {
    this.#log.replaceChildren(...this.phones.current.call.map((item) => this.#item(item)));
    scrolled(this.#log);
    this.#staged();
  }

  /** Call the line. */
  async start() {
    const phone = (this.#phone = this.phones.current);
    phone.call = [];
    const way = new Way(phone.number, new Jar(), { stopped: () => phone.stopped });
    this.#call = new Call(way, this);
    this.show();
    byId("call-log").focus();
    try {
      await this.#call.run("/voice");
    } catch (error) {
      this.note(`The call broke off: ${error.message}`);
    }
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
    this.#turn = null;
    this.#request = answer.request;
    for (const text of answer.texts) {
      this.texted(this.#phone, text);
      this.note("A text has come: see Texts.");
    }
    this.explain(answer.request);
  }

  say(part, language, signal) {
    this.#turn ??= this.#add({ kind: "line", parts: [], request: this.#request });
    this.#turn.parts.push({ text: part.text, lang: language });
    this.#last(this.#turn);
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
    this.#turn = null;
    const text = keys ? `You pressed ${keys}` : words ? `You said: ${words}` : "You were silent";
    this.#add({ kind: "mine", text });
  }

  async dial(number, seconds, signal) {
    const name = this.people[number] ?? shownNumber(number);
    this.note(`Connecting you to ${name}… Nobody is called from this page: choose how it ends.`);
    const chosen = new AbortController();
    let status = "no-answer";
    const choose = (how) => {
      status = how;
      chosen.abort();
    };
    this.#offer([["They answer", () => choose("completed")], ["Busy", () => choose("busy")], ["No answer", () => choose("no-answer")]]);
    await this.#clock.wait(seconds, "ring", AbortSignal.any([chosen.signal, signal]));
    if (status === "completed" && !signal.aborted) await this.#talk(name, signal);
    this.#offer([]);
    return status;
  }

  note(text) {
    this.#turn = null;
    this.#add({ kind: "note", text });
  }

  ended(reason) {
    this.#hearing?.stop();
    this.listen(null);
    this.note(reason);
    this.#call = null;
    this.#offer([]);
    this.#staged();
    byId("dial").focus();
  }

  async #talk(name, signal) {
    this.note(`You are talking to ${name}. The line waits behind the call.`);
    const over = new AbortController();
    this.#offer([["They hang up", () => over.abort()]]);
    await this.#clock.wait(Infinity, "talk", AbortSignal.any([over.signal, signal]));
  }

  #offer(choices) {
    const buttons = choices.map(([label, act]) => {
      const button = make("button", { type: "button" }, label);
      button.addEventListener("click", act);
      return button;
    });
    byId("ends").replaceChildren(...buttons);
    byId("ends").hidden = !choices.length;
  }

  #typed(event) {
    event.preventDefault();
    const words = byId("words").value.trim();
    if (!words || !this.#gathering) return;
    byId("words").value = "";
    this.#gathering.speak(words, byId("badly").checked ? BADLY : 0.95);
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
    this.note(made?.error === "not-allowed" ? "The browser may not use the microphone." : "Nothing was heard.");
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
    const finite = why && Number.isFinite(left);
    byId("doing").textContent = DOING[why] ?? "";
    const waiting = why === "pause" || why === "input";
    byId("left").textContent = finite && (waiting || why === "ring") ? `${left} s` : "";
    byId("skip").hidden = !finite;
    byId("skip").textContent = waiting ? "Stay silent" : "Skip";
  }

  #staged() {
    const here = this.#call !== null && this.#phone === this.phones.current;
    byId("live").hidden = !here;
    byId("idle").hidden = here;
    byId("dial").disabled = this.#call !== null;
    byId("idle-words").hidden = this.phones.current.call.length > 0;
  }

  #add(item) {
    this.#phone.call.push(item);
    if (this.#phone === this.phones.current) this.#log.append(this.#item(item));
    this.#settled();
    return item;
  }

  #last(turn) {
    if (this.#phone === this.phones.current) this.#log.lastElementChild.querySelector(".bubble").append(this.#part(turn.parts.at(-1)));
    this.#settled();
  }

  #settled() {
    scrolled(this.#log);
    this.phones.keep();
  }

  #item({ kind, text, parts, request }) {
    if (kind !== "line") return make("li", { className: kind }, make("p", { className: kind === "mine" ? "bubble" : "" }, text));
    const bubble = make("div", { className: "bubble" }, ...parts.map((part) => this.#part(part)));
    const why = make("button", { type: "button", className: "plain" }, "Why?");
    why.addEventListener("click", () => this.explain(request, true));
    return make("li", { className: kind }, bubble, make("p", { className: "foot" }, why));
  }

  #part({ text, lang }) {
    return make("p", { lang }, text);
  }
}
