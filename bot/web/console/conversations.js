// Conversations, live: the list draws itself anew, one of them grows. Without this the forms work all the same.
"use strict";
const LOOK = 1_000;
const LIST = 3_000;
const PATIENCE = 10_000; // a network that is gone may say nothing at all
const note = document.getElementById("note");
const LOST = "No connection to the server. This page goes on by itself when it is back.";

function tell(words) {
  note.hidden = !words;
  note.textContent = words;
}

function ask(address, more) {
  return fetch(address, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE), ...more }).catch(() => null);
}

// --- the list ---
const list = document.querySelector("[data-live]");
let drawn = "";

async function redraw() {
  if (document.hidden) return;
  const answer = await ask(list.dataset.live);
  if (answer && answer.redirected) location.reload(); // the sign-in has ended
  tell(answer && answer.ok ? "" : LOST);
  if (!answer || !answer.ok) return;
  const rows = await answer.text();
  if (rows === drawn) return;
  drawn = rows;
  const focused = list.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  list.innerHTML = rows;
  if (focused) list.querySelector(`a[href="${CSS.escape(focused)}"], a[href="${focused}"]`)?.focus({ preventScroll: true });
}

if (list) setInterval(redraw, LIST);

// --- one conversation ---
const talk = document.querySelector("[data-news]");
const said = document.querySelector(".talk-said");
const bar = document.getElementById("bar");
const here = talk && talk.dataset.news.replace(/\/news$/, "");
let looking = null;
let over = false;
let unsent = "";

// What is being written is kept in this tab until it is sent: no sign-in that ends, and no bot that has the
// chat again, may cost a rep their words.
function keep(words) {
  try {
    if (words) sessionStorage.setItem(`draft ${here}`, words);
    else sessionStorage.removeItem(`draft ${here}`);
  } catch {} // storage is switched off: the words last as long as the page
}

function putDraft() {
  let kept = "";
  try {
    kept = sessionStorage.getItem(`draft ${here}`) ?? "";
  } catch {}
  const box = bar.querySelector("textarea");
  if (box && !box.value) box.value = kept;
  if (box || !kept.trim()) return;
  const words = "What you were writing was not sent. It is kept, and is here again when you join.";
  bar.prepend(Object.assign(document.createElement("p"), { className: "notice plain", role: "status", textContent: words }));
}

function put(id, part) {
  const place = document.getElementById(id);
  if (place.dataset.drawn === part) return;
  place.innerHTML = part;
  place.dataset.drawn = part;
}

function putBar(news) {
  if (news.key === talk.dataset.key) return;
  const writing = bar.contains(document.activeElement);
  talk.dataset.key = news.key;
  bar.innerHTML = news.bar;
  putDraft();
  if (writing) bar.querySelector("textarea, button")?.focus();
}

function grow(messages) {
  if (!messages.trim()) return;
  const atEnd = said.scrollHeight - said.scrollTop - said.clientHeight < 60;
  document.getElementById("messages").insertAdjacentHTML("beforeend", messages);
  if (atEnd) said.scrollTop = said.scrollHeight;
}

function end() {
  over = true;
  keep("");
  bar.remove();
  tell("The visitor has deleted this chat, or it was given to somebody else. There is nobody to write to.");
}

async function look() {
  const answer = await ask(`${talk.dataset.news}?after=${talk.dataset.last}`);
  if (answer && answer.redirected) return location.assign(here); // the sign-in has ended
  if (answer && answer.status === 404) return end();
  const news = answer && answer.ok ? await answer.json().catch(() => null) : null;
  if (!news) return tell(unsent || LOST);
  tell(unsent);
  grow(news.messages);
  talk.dataset.last = news.last;
  put("here", news.here);
  put("facts", news.facts);
  putBar(news);
}

// One look at a time, so that no message is drawn twice; who has written waits for the look that shows it.
function lookOnce() {
  looking = looking ?? look().finally(() => (looking = null));
  return looking;
}

async function send(form) {
  const text = form.elements.text;
  const button = form.querySelector("button");
  if (!text.value.trim() || button.disabled) return;
  button.disabled = true;
  const body = new URLSearchParams(new FormData(form));
  const answer = await ask(form.action, { method: "POST", body, redirect: "manual" });
  button.disabled = false;
  unsent = !answer || answer.status >= 500 ? "Not sent: no answer from the server. Your words are still here; send them again." : "";
  if (unsent) return tell(unsent);
  if (answer.type === "opaqueredirect") return location.assign(here); // the sign-in has ended; the words are kept
  if (answer.status !== 204) return form.submit(); // the page that comes says what is wrong; nothing is sent twice
  text.value = "";
  keep("");
  form.elements.id.value = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  text.focus();
  await looking;
  await lookOnce();
}

if (talk) {
  said.scrollTop = said.scrollHeight;
  putDraft();
  bar.querySelector("textarea")?.focus();
  bar.addEventListener("input", (event) => keep(event.target.value));
  bar.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-composer]")) return;
    event.preventDefault();
    send(event.target);
  });
  bar.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target.tagName !== "TEXTAREA") return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });
  setInterval(() => over || lookOnce(), LOOK);
}
