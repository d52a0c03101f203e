// Conversations, live: the list draws itself anew, one of them grows. Without this the forms work all the same.
"use strict";
const LOOK = 1_000;
const LIST = 3_000;

// --- the list ---
const list = document.querySelector("[data-live]");
let drawn = "";

async function redraw() {
  if (document.hidden) return;
  const answer = await fetch(list.dataset.live, { cache: "no-store" }).catch(() => null);
  if (answer && answer.redirected) location.reload(); // the sign-in has ended
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
const note = document.getElementById("note");
const bar = document.getElementById("bar");
let looking = null;
let over = false;

function tell(words) {
  note.hidden = !words;
  note.textContent = words;
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
  bar.remove();
  tell("The visitor has deleted this chat, or it was given to somebody else. There is nobody to write to.");
}

async function look() {
  const answer = await fetch(`${talk.dataset.news}?after=${talk.dataset.last}`, { cache: "no-store" }).catch(() => null);
  if (answer && answer.redirected) location.reload();
  if (answer && answer.status === 404) return end();
  if (!answer || !answer.ok) return tell("No connection to the server. This page goes on by itself when it is back.");
  const news = await answer.json();
  tell("");
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
  const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
  button.disabled = false;
  if (!answer) return tell("Not sent: no connection to the server. Your words are still here; send them again.");
  if (answer.type !== "opaqueredirect") return form.submit(); // the page that comes says what is wrong; nothing is sent twice
  text.value = "";
  form.elements.id.value = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  text.focus();
  await looking;
  await lookOnce();
}

if (talk) {
  said.scrollTop = said.scrollHeight;
  bar.querySelector("textarea")?.focus();
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
