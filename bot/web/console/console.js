// What makes the console quicker by keyboard; every page works without it.
"use strict";
document.documentElement.classList.add("js");

for (const select of document.querySelectorAll("[data-submits]")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}
for (const field of document.querySelectorAll("[data-select]")) {
  field.addEventListener("focus", () => field.select());
}

// Who types another time means it: the choice beside it follows.
for (const field of document.querySelectorAll("[data-chooses]")) {
  field.addEventListener("input", () => {
    const choice = field.form.querySelector(`input[type="radio"][value="${field.dataset.chooses}"]`);
    if (choice) choice.checked = true;
  });
}
// A field's text goes to the clipboard, and the button says so for a moment.
for (const button of document.querySelectorAll("[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copies);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy"); // without https there is no clipboard to write to
    }
    const label = button.querySelector("span");
    const before = label.textContent;
    label.textContent = "Copied";
    setTimeout(() => (label.textContent = before), 2000);
  });
}

function step(by) {
  const links = [...document.querySelectorAll("[data-rows] .cover")]; // a list that is live draws itself anew
  const now = links.indexOf(document.activeElement);
  const next = links[now < 0 ? 0 : Math.min(links.length - 1, Math.max(0, now + by))];
  next?.focus();
  next?.closest("tr").scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    document.querySelectorAll("details[open].rail-more, details[open].ask").forEach((open) => (open.open = false));
    if (document.activeElement?.matches("[data-search]")) document.activeElement.blur();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  const search = document.querySelector("[data-search]");
  if (event.key === "/" && search) {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "j") {
    step(1);
  } else if (event.key === "k") {
    step(-1);
  }
});

document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details[open].rail-more, details[open].ask")) {
    if (!open.contains(event.target)) open.open = false;
  }
});
