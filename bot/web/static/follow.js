// A followed link of a mail. Programs that open every link to look for harm must not count, nor answer.
"use strict";

const on = document.getElementById("on");
if (on) {
  // Goes on at once; `keepalive` lets the count arrive after this page is gone.
  fetch(location.pathname, { method: "POST", keepalive: true }).catch(() => {});
  location.replace(on.href);
}

const answer = document.getElementById("answer");
const [visit] = performance.getEntriesByType("navigation");
if (answer && visit?.type !== "back_forward") {
  // The first sign of a person presses the button: for them it was one click, in the mail. That the page scrolled
  // is none, since a program that takes a picture of it scrolls too.
  const signs = ["pointermove", "pointerdown", "touchstart", "keydown", "wheel"];
  const press = (event) => {
    if (!event.isTrusted) return;
    for (const sign of signs) removeEventListener(sign, press, true);
    answer.requestSubmit();
  };
  for (const sign of signs) addEventListener(sign, press, { capture: true, passive: true });
}
if (answer) {
  answer.addEventListener("submit", () => {
    const button = answer.querySelector("button");
    button.textContent = "One moment…";
    button.disabled = true;
  });
}
