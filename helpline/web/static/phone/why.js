/** The panel that says why a request got its answer. */

import { byId, make } from "./elements.js";
import { whyOf } from "./line.js";

const row = (name, value) => (value ? [make("dt", {}, name), make("dd", {}, value)] : []);

/** Show why `request` got its answer; with `go`, also bring the panel into view. Only the latest that was asked for is shown. */
export class Why {
  #asked = 0;

  async show(request, go = false) {
    const mine = (this.#asked += 1);
    const found = await whyOf(request).catch(() => null);
    if (mine !== this.#asked) return;
    byId("why-none").hidden = Boolean(found);
    byId("why-found").replaceChildren(...(found ? panel(found) : []));
    if (go) byId("why").focus();
  }

  /** Show nothing. */
  clear() {
    this.#asked += 1;
    byId("why-none").hidden = false;
    byId("why-found").replaceChildren();
  }
}

function panel(found) {
  return [
    make("p", { className: "outcome" }, make("span", { className: "tag" }, found.outcome), found.title || found.reply),
    make("p", {}, found.how),
    ...(found.decided?.length ? [words(found.decided)] : []),
    ...(found.because?.length ? [because(found.because)] : []),
    ...(found.ranked?.length ? [ranking(found.ranked)] : []),
    make(
      "dl",
      {},
      ...row("Read as", found.read),
      ...row("Language", found.language),
      ...row("Reply", found.reply),
      ...row("File", found.file && make("code", {}, found.file)),
      ...row("Safety", found.hint && `One line is added: it could be ${found.hint}.`),
      ...row("Besides", found.also),
    ),
    ...(found.change ? [make("p", { className: "change" }, found.change)] : []),
  ];
}

/** Return a feature as people read it: a piece of a word between dots, a group of names by what it holds. */
const readable = (word) =>
  word.replace(/^~<?(.*?)>?$/, "…$1…").replace(/^\^ (.*)/, "$1, at the beginning").replace(/(.*) \$$/, "$1, at the end").replace(/=/g, "any ");

function words(decided) {
  const chips = decided.map(([word, share]) => make("li", {}, readable(word), make("small", {}, ` +${share.toFixed(2)}`)));
  return make("div", {}, make("h3", {}, "Words that decided"), make("ul", { className: "chips" }, ...chips));
}

function because(reasons) {
  const chips = reasons.map((reason) => make("li", {}, reason));
  return make("div", {}, make("h3", {}, "What decided"), make("ul", { className: "chips" }, ...chips));
}

function ranking(ranked) {
  const best = Math.max(ranked[0].score, 0.01);
  const rows = ranked.map(({ reply, title, score }) => {
    const bar = make("meter", { min: 0, max: best, value: Math.max(score, 0), ariaHidden: "true" });
    return make("tr", {}, make("th", { scope: "row" }, title || reply), make("td", {}, bar), make("td", {}, score.toFixed(2)));
  });
  const head = make("tr", {}, ...["Reply", "", "Score"].map((name) => make(name ? "th" : "td", name ? { scope: "col" } : {}, name)));
  const table = make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows));
  return make("div", {}, make("h3", {}, "How the replies compare"), table);
}
