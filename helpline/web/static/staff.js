// The two things that need a script: hearing what is in the form, and a word before leaving with unsaved words.
"use strict";

const form = document.getElementById("edit");
const sound = document.getElementById("sound");
let touched = false;

for (const button of document.querySelectorAll("[data-hear]")) {
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    button.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(button.dataset.hear, { method: "POST", body: new FormData(form) });
      if (answer.ok) {
        sound.src = URL.createObjectURL(await answer.blob());
        sound.hidden = false;
        await sound.play();
      }
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}

if (form) {
  form.addEventListener("input", () => { touched = true; });
  form.addEventListener("submit", () => { touched = false; });
  window.addEventListener("beforeunload", (event) => { if (touched) event.preventDefault(); });
}
