"use strict";
const talk = document.getElementById("talk"), field = document.getElementById("text");
function add(kind, text) {
  const item = document.createElement("div");
  item.className = kind;
  item.textContent = text;
  talk.append(item);
  item.scrollIntoView({ block: "nearest" });
}
async function send(text) {
  add("bubble me", text || "(empty text)");
  const answer = await fetch("/try", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ text }) });
  const { replies } = await answer.json();
  if (!replies.length) add("cost", "No reply from the line: the phone company answers this word itself.");
  for (const reply of replies) {
    add("bubble line", reply.text);
    add("cost", `${reply.segments} segment${reply.segments === 1 ? "" : "s"}, ${reply.encoding}, ${reply.units} units`);
  }
}
document.getElementById("send").addEventListener("submit", (event) => { event.preventDefault(); send(field.value); field.value = ""; });
document.getElementById("ideas").addEventListener("click", (event) => { if (event.target.tagName === "BUTTON") send(event.target.textContent); });
