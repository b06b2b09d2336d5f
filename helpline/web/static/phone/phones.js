/** The phones of this page. They live in the page's own session storage and are gone with its tab. */

import { Jar } from "./line.js";

const KEPT = "helpline-phones";
const MOST = 6;

/** One phone: a number that nobody has, its texts, its cookies, its last call, and whether STOP holds for it. */
class Phone {
  constructor({ number = newNumber(), texts = [], cookies = {}, call = [], stopped = false } = {}) {
    Object.assign(this, { number, texts, call, stopped, jar: new Jar(cookies) });
  }

  get shown() {
    return shownNumber(this.number);
  }

  toJSON() {
    const { number, texts, call, stopped, jar } = this;
    const bare = texts.map(({ element, ...text }) => text);
    return { number, texts: bare, call, stopped, cookies: jar.cookies };
  }
}

/** Return a number from the range 555-0100 to 555-0199, which is kept free everywhere for stories and trials. */
function newNumber() {
  const [a, b, c, d] = crypto.getRandomValues(new Uint8Array(4));
  return `+1${2 + (a % 6)}${b % 9}${2 + (c % 8)}55501${String(d % 100).padStart(2, "0")}`;
}

/** Return a number as people write it: (212) 555-0147. */
export function shownNumber(number) {
  const [, area, exchange, rest] = number.match(/^\+1(\d{3})(\d{3})(\d{4})$/) ?? [];
  return area ? `(${area}) ${exchange}-${rest}` : number;
}

export class Phones {
  constructor() {
    this.all = restored();
    this.at = 0;
  }

  get current() {
    return this.all[this.at];
  }

  get full() {
    return this.all.length >= MOST;
  }

  /** Add a phone and take it up. */
  add() {
    if (this.full) return;
    this.all.push(new Phone());
    this.at = this.all.length - 1;
    this.keep();
  }

  /** Forget every phone and begin with a new one. */
  forget() {
    this.all = [new Phone()];
    this.at = 0;
    this.keep();
  }

  /** Keep everything for a reload of this tab. */
  keep() {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(this.all));
    } catch {
      // A browser that keeps nothing still has the page.
    }
  }
}

function restored() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT));
    if (kept?.length) return kept.map((one) => new Phone(one));
  } catch {
    // What cannot be read is begun anew.
  }
  return [new Phone()];
}
