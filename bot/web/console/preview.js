// The preview: opens the chat where there is room beside it, and shows what it has come to so far.
"use strict";
const chat = document.querySelector("bantam-chat");
const outcome = document.querySelector("[data-outcome]");
let shown = "";

async function look() {
  if (document.hidden) return;
  const answer = await fetch(outcome.dataset.outcome, { cache: "no-store" }).catch(() => null);
  if (answer && answer.redirected) location.reload(); // the sign-in has ended
  if (!answer || !answer.ok) return;
  const page = await answer.text();
  // Only what has changed is drawn, so that nobody loses their place in it.
  if (page !== shown) outcome.innerHTML = page;
  shown = page;
}

look();
setInterval(look, 1500);
if (matchMedia("(min-width: 761px)").matches) chat.open();
