// How many visitors wait for a person, on every page; asking for it also says that this person is here.
"use strict";
const EVERY = 15_000;
const counts = document.querySelectorAll("[data-waiting]");
const aloud = document.querySelector("[data-waiting-said]");
const title = document.title;
let before = 0;

async function ask() {
  const answer = await fetch("/console/waiting", { cache: "no-store" }).catch(() => null);
  if (!answer || !answer.ok || answer.redirected) return;
  const { waiting } = await answer.json();
  for (const count of counts) {
    count.hidden = waiting === 0;
    count.textContent = String(waiting);
    count.title = `${waiting} waiting for a person`;
  }
  document.title = waiting ? `(${waiting}) ${title}` : title;
  if (waiting > before) aloud.textContent = waiting === 1 ? "A visitor waits for a person." : `${waiting} visitors wait for a person.`;
  before = waiting;
}

if (counts.length) {
  ask();
  setInterval(ask, EVERY);
}
