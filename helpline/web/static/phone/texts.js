/** The text conversation of the phone that is in hand. */

import { carrierReply } from "./carrier.js";
import { byId, counted, make, scrolled } from "./elements.js";
import { Way } from "./line.js";
import { exchange, TwimlError } from "./twiml.js";

/** Shows one phone's texts and sends new ones. `explain(request)` shows why a request got its answer. */
export class Texts {
  #log = byId("texts");
  #busy = Promise.resolve();

  constructor(phones, explain) {
    Object.assign(this, { phones, explain });
    byId("write").addEventListener("submit", (event) => this.#submitted(event));
    byId("ideas").addEventListener("click", ({ target }) => target.matches("button") && this.send(target.textContent));
    byId("later").addEventListener("click", () => this.#later());
  }

  /** Show the texts of the phone in hand. */
  show() {
    for (const item of this.phones.current.texts) item.element = this.#item(item);
    this.#log.replaceChildren(...this.phones.current.texts.map((item) => item.element));
    this.#settled();
  }

  /** Send a text from the phone in hand, after those that are still on their way. */
  send(text) {
    const phone = this.phones.current;
    const own = this.#add(phone, { kind: "mine", text });
    this.#busy = this.#busy.then(() => this.#sent(phone, text, own)).catch((error) => this.#failed(phone, error));
    return this.#busy;
  }

  /** Take in a text that reaches a phone by itself, such as one that a call asked for. */
  arrive(phone, { text, cost }) {
    this.#add(phone, { kind: "line", text, cost, from: "from your call" });
  }

  async #sent(phone, text, own) {
    const way = new Way(phone.number, phone.jar, { stopped: () => phone.stopped });
    const { first, replies } = await exchange(way, "/sms", { Body: text });
    this.#cost(own, first.cost);
    const wasStopped = phone.stopped && first.carrier !== "start";
    const fromCarrier = carrierReply(phone, first.carrier);
    if (fromCarrier) this.#add(phone, { kind: "line", text: fromCarrier, from: "from Twilio, not from the line" });
    for (const reply of replies) this.#received(phone, reply, first, wasStopped);
    if (!replies.length) this.#silence(phone, first);
    this.phones.keep();
    this.explain(first.request);
  }

  #received(phone, reply, first, stopped) {
    if (stopped) this.#add(phone, { kind: "note", text: "Not delivered: this phone sent STOP (Twilio's error 21610)." });
    else this.#add(phone, { kind: "line", ...reply, lang: first.lang, request: first.request });
  }

  #silence(phone, first) {
    const why = first.carrier ? "Twilio answers this word itself, so the line sends nothing." : "The line keeps silent.";
    this.#add(phone, { kind: "note", text: why, request: first.request });
  }

  #failed(phone, error) {
    const words = error instanceof TwimlError ? `${error.message} No text comes back.` : `Not sent: ${error.message}`;
    this.#add(phone, { kind: "note", text: words });
  }

  #later() {
    const phone = this.phones.current;
    phone.jar.cookies = {};
    this.#add(phone, { kind: "note", text: "Four hours later: Twilio has dropped the line's cookie." });
  }

  #submitted(event) {
    event.preventDefault();
    const field = byId("text");
    this.send(field.value);
    field.value = "";
    field.focus();
  }

  #add(phone, item) {
    phone.texts.push(item);
    this.phones.keep();
    if (phone === this.phones.current) {
      item.element = this.#item(item);
      this.#log.append(item.element);
      this.#settled();
    }
    return item;
  }

  #item({ kind, text, cost, from, lang, request }) {
    if (kind === "note") return make("li", { className: "note" }, text, this.#why(request));
    const bubble = make("p", { className: "bubble", lang: lang || "" }, text || "(empty text)");
    const label = make("span", { className: "unseen" }, kind === "mine" ? "You: " : "The line: ");
    bubble.prepend(label);
    return make("li", { className: kind }, bubble, this.#foot({ cost, from, request }));
  }

  #foot({ cost, from, request }) {
    const facts = [cost && `${counted(cost.segments, "segment")} · ${cost.encoding} · ${cost.units} of ${cost.limit * cost.segments}`, from];
    return make("p", { className: "foot" }, facts.filter(Boolean).join(" · "), this.#why(request));
  }

  #cost(item, cost) {
    item.cost = cost;
    item.element?.querySelector(".foot").replaceWith(this.#foot(item));
  }

  #why(request) {
    if (!request) return null;
    const button = make("button", { type: "button", className: "plain" }, "Why?");
    button.addEventListener("click", () => this.explain(request, true));
    return button;
  }

  #settled() {
    byId("ideas").hidden = this.phones.current.texts.length > 0;
    scrolled(this.#log);
  }
}
