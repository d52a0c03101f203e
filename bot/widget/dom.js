// el("button", {class: "chip", onclick: pick}, "Yes"): text always becomes text nodes, never HTML.
function el(tag, properties, ...children) {
  const node = document.createElement(tag);
  // A button without a type would send the form that it stands in.
  if (tag === "button") node.type = "button";
  for (const [name, value] of Object.entries(properties || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

const ICONS = {
  chat: "M4 7q0-3 3-3h10q3 0 3 3v7q0 3-3 3h-5l-5 4v-4q-3 0-3-3z",
  down: "M6 9.5l6 6 6-6",
  close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  send: "M12 19V5M6 11l6-6 6 6",
  edit: "M14 6l4 4M5 19l1-4L16 5q1-1 2 0l1 1q1 1 0 2L9 18z",
  calendar: "M5 9.5h14M8 3v4M16 3v4M7 5h10q2 0 2 2v11q0 2-2 2H7q-2 0-2-2V7q0-2 2-2z",
  check: "M5 12.5l4.5 4.5L19 7.5",
  spark: "M12 4l1.9 5.1L19 11l-5.1 1.9L12 18l-1.9-5.1L5 11l5.1-1.9z",
};

function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon " + name);
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

// An id for a message that a retry repeats. randomUUID exists only in secure contexts (https and localhost).
function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
}

function sleep(seconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    if (signal) signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}
