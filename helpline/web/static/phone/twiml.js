/** Follows TwiML as Twilio does: reads a document, plays its verbs in turn, and posts what happened to the next action. */

import { Gathering } from "./gathering.js";

const ORIGIN = "https://line.invalid";
const MOST_HOPS = 10;
const DIAL_SECONDS = 30;

/** What Twilio would end the call or the reply with, and write into its debugger. */
export class TwimlError extends Error {}

/** Return the root of an answer's document. Throws TwimlError with Twilio's error number. */
export function read(answer) {
  if (answer.status !== 200) throw new TwimlError(`The webhook answered ${answer.status} (Twilio's error 11200).`);
  const root = new DOMParser().parseFromString(answer.document, "text/xml").documentElement;
  if (root.querySelector("parsererror") || root.nodeName !== "Response") {
    throw new TwimlError("The answer is not a TwiML document (Twilio's error 12100).");
  }
  return root;
}

/** Return the path that an action leads to from the document at `path`. Throws TwimlError where it leaves the line. */
export function leadsTo(action, path) {
  const url = new URL(action?.trim() || path, ORIGIN + path);
  if (url.origin !== ORIGIN) throw new TwimlError(`The document leads to ${url.host}, and this page follows its own line only.`);
  return url.pathname + url.search;
}

/** Post a text; return what comes back, documents that are redirected to included: [{ text, cost }] and the first answer. */
export async function exchange(way, path, parameters) {
  const replies = [];
  let first = null;
  for (let hops = 0; path && hops < MOST_HOPS; hops += 1) {
    const answer = await way.post(path, parameters);
    first ??= answer;
    const costs = [...answer.costs];
    const verbs = [...read(answer).children];
    for (const verb of verbs.filter((node) => node.nodeName === "Message")) {
      replies.push({ text: (verb.querySelector("Body") ?? verb).textContent, cost: costs.shift() });
    }
    const redirect = verbs.find((node) => node.nodeName === "Redirect");
    path = redirect ? leadsTo(redirect.textContent, path) : null;
  }
  return { first, replies };
}

/** Return the parts of a Say: [{ text, pause, slow }], with the seconds of silence before each. */
export function parts(say) {
  const made = [];
  let pause = 0;
  for (const node of say.childNodes) {
    const text = node.textContent.trim();
    if (node.nodeName === "break") pause += seconds(node.getAttribute("time"));
    else if (text) {
      made.push({ text, pause, slow: node.nodeName === "prosody" && parseInt(node.getAttribute("rate")) < 100 });
      pause = 0;
    }
  }
  return made;
}

function seconds(time) {
  const value = parseFloat(time) || 0;
  return time?.endsWith("ms") ? value / 1000 : value;
}

/**
 * One call. `phone` is what it is played on:
 *   say(part, language, signal), wait(seconds, why, signal), listen(gathering or null), dial(number, seconds),
 *   heard(parameters), answered(answer), note(text), ended(reason).
 */
export class Call {
  #over = new AbortController();
  #gathering = null;
  #hops = 0;

  constructor(way, phone) {
    Object.assign(this, { way, phone });
  }

  get isOver() {
    return this.#over.signal.aborted;
  }

  /** Call `path` and follow what comes back until the call ends. */
  async run(path) {
    let step = { path, parameters: { CallStatus: "ringing" } };
    let reason = "The line ended the call.";
    try {
      while (step && !this.isOver) step = await this.#document(step);
    } catch (error) {
      reason = `The call broke off: ${error.message}`;
      if (!(error instanceof TwimlError)) throw error;
    } finally {
      const byCaller = this.isOver;
      this.#over.abort();
      this.phone.ended(byCaller ? "You hung up." : reason);
    }
  }

  /** The caller hangs up. */
  hangUp() {
    this.#over.abort();
    this.#gathering?.cancel();
  }

  async #document({ path, parameters }) {
    if ((this.#hops += 1) > MOST_HOPS) throw new TwimlError("The documents lead round in a circle without a word.");
    const answer = await this.way.post(path, parameters);
    if (this.isOver) return null;
    this.phone.answered(answer);
    for (const verb of read(answer).children) {
      const next = await this.#verb(verb, path);
      if (this.isOver) return null;
      if (next !== undefined) return next;
    }
    return null;
  }

  /** Play one verb; return the next step, null for the end of the call, undefined to go on with the next verb. */
  async #verb(verb, path) {
    switch (verb.nodeName) {
      case "Gather":
        return this.#gather(verb, path);
      case "Redirect":
        return { path: leadsTo(verb.textContent, path), parameters: {} };
      case "Dial":
        return this.#dial(verb, path);
      case "Hangup":
      case "Reject":
        return null;
      default:
        return this.#play(verb, this.#over.signal);
    }
  }

  async #play(verb, signal) {
    this.#hops = 0;
    if (verb.nodeName === "Pause") await this.phone.wait(Number(verb.getAttribute("length") ?? 1), "pause", signal);
    else if (verb.nodeName !== "Say") this.phone.note(`<${verb.nodeName}> is not played by this page.`);
    else await this.#say(verb, signal);
  }

  async #say(verb, signal) {
    const language = verb.getAttribute("language") ?? "en-US";
    for (const part of parts(verb)) {
      if (part.pause) await this.phone.wait(part.pause, "breath", signal);
      await this.phone.say(part, language, signal);
    }
  }

  async #gather(verb, path) {
    const gathering = (this.#gathering = new Gathering(verb));
    this.phone.listen(gathering);
    for (const child of verb.children) await this.#play(child, gathering.begun);
    const result = await gathering.result((limit, signal) => this.phone.wait(limit, "input", signal));
    this.phone.listen(null);
    if (this.isOver) return null;
    this.phone.heard(result);
    const empty = !Object.keys(result).length;
    if (empty && verb.getAttribute("actionOnEmptyResult") !== "true") return undefined;
    return { path: leadsTo(verb.getAttribute("action"), path), parameters: empty ? { Digits: "" } : result };
  }

  async #dial(verb, path) {
    this.#hops = 0;
    const number = (verb.querySelector("Number") ?? verb).textContent.trim();
    const ring = Number(verb.getAttribute("timeout") ?? DIAL_SECONDS);
    const status = await this.phone.dial(number, ring, this.#over.signal);
    if (this.isOver || !verb.hasAttribute("action")) return undefined;
    return { path: leadsTo(verb.getAttribute("action"), path), parameters: { DialCallStatus: status } };
  }
}
