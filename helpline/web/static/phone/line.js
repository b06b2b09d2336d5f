/** The way to the line: one signed request to its webhooks at a time, made by the server this page came from. */

async function posted(url, body) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const made = await answer.json();
  if (!answer.ok) throw new Error(made.error ?? `The server answered ${answer.status}.`);
  return made;
}

/** A cookie jar as Twilio keeps one: for texts by pair of numbers, four hours at most; for a call as long as it lasts. */
export class Jar {
  static SECONDS = 4 * 3600;

  constructor(cookies = {}) {
    this.cookies = cookies;
  }

  /** Return names and values that still hold at `now` (milliseconds). */
  values(now = Date.now()) {
    const good = Object.entries(this.cookies).filter(([, cookie]) => cookie.until > now);
    return Object.fromEntries(good.map(([name, cookie]) => [name, cookie.value]));
  }

  /** Keep what an answer has set. */
  keep(made, now = Date.now()) {
    for (const { name, value, seconds } of made) {
      this.cookies[name] = { value, until: now + 1000 * Math.min(seconds || Jar.SECONDS, Jar.SECONDS) };
    }
  }
}

/** One phone's way to the line: `from` is its number, `sid` the call's, `jar` its cookies. */
export class Way {
  constructor(from, jar, { sid = callSid(), stopped = () => false } = {}) {
    Object.assign(this, { from, jar, sid, stopped });
  }

  /** Post to a webhook; return { request, status, type, document, ... }. `request` asks for the same again, or why. */
  async post(path, parameters) {
    const request = {
      path,
      parameters,
      number: this.from,
      sid: this.sid,
      cookies: this.jar.values(),
      stopped: this.stopped(),
    };
    const answer = await posted("/phone/request", request);
    this.jar.keep(answer.cookies);
    return { request, ...answer };
  }
}

/** Return why a request gets its answer, or null. */
export const whyOf = (request) => posted("/phone/why", request);

/** Return a new id of a call. */
export function callSid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `CA${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
