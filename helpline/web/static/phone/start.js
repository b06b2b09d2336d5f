/** Puts the page together: the phones, the two sides of the one in hand, and the panel beside it. */

import { Calling } from "./call.js";
import { byId, make } from "./elements.js";
import { Phones, shownNumber } from "./phones.js";
import { Texts } from "./texts.js";
import { Why } from "./why.js";

const people = JSON.parse(byId("handset").dataset.people);
const phones = new Phones();
const why = new Why();
const explain = (request, go) => why.show(request, go);
const texts = new Texts(phones, explain);
const calling = new Calling(phones, people, explain, (phone, text) => texts.arrive(phone, text));
const tabs = [byId("tab-texts"), byId("tab-call")];

function open(tab) {
  for (const each of tabs) {
    const chosen = each === tab;
    each.setAttribute("aria-selected", String(chosen));
    each.tabIndex = chosen ? 0 : -1;
    byId(each.getAttribute("aria-controls")).hidden = !chosen;
  }
  texts.show();
  calling.show();
}

function takeUp(at) {
  phones.at = at;
  why.clear();
  listed();
  texts.show();
  calling.show();
}

function listed() {
  const items = phones.all.map((phone, at) => {
    const button = make("button", { type: "button" }, phone.shown);
    if (at === phones.at) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => takeUp(at));
    return make("li", {}, button);
  });
  byId("phones").replaceChildren(...items);
  byId("add").disabled = phones.full;
  byId("own").textContent = phones.current.shown;
}

for (const tab of tabs) tab.addEventListener("click", () => open(tab));
byId("tabs").addEventListener("keydown", ({ key }) => {
  if (!["ArrowLeft", "ArrowRight"].includes(key)) return;
  const other = tabs.find((tab) => tab.tabIndex === -1);
  open(other);
  other.focus();
});
byId("add").addEventListener("click", () => {
  phones.add();
  takeUp(phones.at);
});
byId("forget").addEventListener("click", () => {
  calling.hangUp();
  phones.forget();
  takeUp(0);
});

byId("line-number").textContent = shownNumber(byId("line-number").textContent);
listed();
open(tabs[0]);
