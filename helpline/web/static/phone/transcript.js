/** What was said in a call, turn by turn, kept with its phone and shown while that phone is in hand. */

import { byId, make, scrolled } from "./elements.js";

export class Transcript {
  #list = byId("said");
  #phone = null;
  #turn = null;

  constructor(phones, explain) {
    Object.assign(this, { phones, explain });
  }

  /** Begin anew with the call of a phone. */
  begin(phone) {
    this.#phone = phone;
    this.#turn = null;
    phone.call = [];
  }

  /** Show the last call of the phone in hand. */
  show() {
    this.#list.replaceChildren(...this.phones.current.call.map((item) => this.#item(item)));
    this.toEnd();
  }

  /** Bring the last words into view. */
  toEnd() {
    scrolled(this.#list);
  }

  /** Add words of the line to its present turn; `request` is what they answer. */
  line(text, lang, request) {
    this.#turn ??= this.#add({ kind: "line", parts: [], request });
    this.#turn.parts.push({ text, lang });
    if (this.#shown) this.#list.lastElementChild.querySelector(".bubble").append(part({ text, lang }));
    this.#settled();
  }

  /** End the turn: what the line says next is a turn of its own. */
  turn() {
    this.#turn = null;
  }

  /** Add what the caller did. */
  mine(text) {
    this.turn();
    this.#add({ kind: "mine", text });
  }

  /** Add what happened besides. */
  note(text) {
    this.turn();
    this.#add({ kind: "note", text });
  }

  get #shown() {
    return this.#phone === this.phones.current;
  }

  #add(item) {
    this.#phone.call.push(item);
    if (this.#shown) this.#list.append(this.#item(item));
    this.#settled();
    return item;
  }

  #settled() {
    this.toEnd();
    this.phones.keep();
  }

  #item({ kind, text, parts, request }) {
    if (kind !== "line") return make("li", { className: kind }, make("p", { className: kind === "mine" ? "bubble" : "" }, text));
    const why = make("button", { type: "button", className: "plain" }, "Why?");
    why.addEventListener("click", () => this.explain(request, true));
    return make("li", { className: kind }, make("div", { className: "bubble" }, ...parts.map(part)), make("p", { className: "foot" }, why));
  }
}

const part = ({ text, lang }) => make("p", { lang }, text);
