// The page of examples: puts what was chosen into the address, onto the chat, and into the lines to copy.
const chat = document.querySelector("bantam-chat");
const form = document.getElementById("settings");
const home = chat.parentElement;

function chosen() {
  return Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
}

function set(name, value) {
  if (value) chat.setAttribute(name, value);
  else chat.removeAttribute(name);
}

function apply({ accent, place, launcher, language }) {
  const inline = place === "inline";
  if (accent) chat.style.setProperty("--bantam-accent", accent);
  else chat.style.removeProperty("--bantam-accent");
  chat.style.setProperty("--bantam-accent-ink", accent ? "#fff" : "");
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
    ? `<style>\n  bantam-chat {\n    --bantam-accent: ${accent};\n    --bantam-accent-ink: #fff;\n  }\n</style>\n` : "";
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
