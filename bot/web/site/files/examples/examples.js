// The page of examples: puts what was chosen into the address, onto the chat, and into the lines to copy.
const chat = document.querySelector("bantam-chat");
const form = document.getElementById("settings");
const home = chat.parentElement;
// One colour for light pages, one for dark: no colour that text stands out in is good for both.
const ACCENTS = {
  violet: "light-dark(#5b3cc4, #b7a5ff)",
  berry: "light-dark(#a8324a, #f59bae)",
  blue: "light-dark(#1f5fbf, #8ab8ff)",
};
const ACCENT_INK = "light-dark(#fff, #16202b)";

function chosen() {
  return Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
}

function set(name, value) {
  if (value) chat.setAttribute(name, value);
  else chat.removeAttribute(name);
}

function apply({ accent, place, launcher, language }) {
  const inline = place === "inline";
  chat.style.setProperty("--bantam-accent", ACCENTS[accent] || "");
  chat.style.setProperty("--bantam-accent-ink", accent ? ACCENT_INK : "");
  set("side", place === "left" && "left");
  set("launcher", launcher);
  set("lang", language);
  chat.toggleAttribute("inline", inline);
  const where = inline ? document.getElementById("stage") : home;
  if (chat.parentElement !== where) where.append(chat);
}

function lines({ accent, place, launcher, language }) {
  const attributes = Object.entries({
    name: "Tidewater", greeting: chat.getAttribute("greeting"), side: place === "left" && place, launcher, lang: language,
  }).filter(([, value]) => value).map(([name, value]) => ` ${name}="${value}"`).join("");
  const style = accent
    ? `<style>\n  bantam-chat {\n    --bantam-accent: ${ACCENTS[accent]};\n    --bantam-accent-ink: ${ACCENT_INK};\n  }\n</style>\n` : "";
  const tag = `<bantam-chat${place === "inline" ? " inline" : ""}${attributes}></bantam-chat>`;
  return `${style}<script src="https://YOUR-BANTAM/widget.js" async></script>\n${tag}`;
}

function show() {
  apply(chosen());
  document.getElementById("code").textContent = lines(chosen());
}

form.addEventListener("change", (event) => {
  const address = "?" + new URLSearchParams(chosen());
  // A chat that is open keeps its language until the next page.
  if (event.target.name === "language") return location.assign(address);
  history.replaceState(null, "", address);
  show();
});

for (const [name, value] of new URLSearchParams(location.search)) {
  const field = form.elements.namedItem(name);
  if (field) field.value = value;
}
show();

document.getElementById("open").addEventListener("click", () => chat.open());
document.getElementById("ask").addEventListener("click", () => chat.ask("What does it cost?"));

const heard = document.getElementById("heard");
for (const name of ["bantam-open", "bantam-message", "bantam-close"]) {
  chat.addEventListener(name, ({ detail }) => {
    if (!heard.dataset.any) heard.replaceChildren();
    heard.dataset.any = "yes";
    const line = document.createElement("li");
    line.textContent = name + (detail ? " " + JSON.stringify(detail) : "");
    heard.prepend(line);
    while (heard.children.length > 6) heard.lastChild.remove();
  });
}
