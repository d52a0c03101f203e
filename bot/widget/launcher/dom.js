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
  put(node, children);
  return node;
}

// Old libraries on the host page bring an Array.prototype.flat of their own.
function put(node, child) {
  if (Array.isArray(child)) for (const one of child) put(node, one);
  else if (child !== null && child !== undefined) node.append(child);
}

const ICONS = {
  chat: "M4 7q0-3 3-3h10q3 0 3 3v7q0 3-3 3h-5l-5 4v-4q-3 0-3-3z",
  down: "M6 9.5l6 6 6-6",
  close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
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

// A constructed style sheet passes a strict content security policy; older browsers get an element.
function dress(root, style) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  } catch {
    root.append(el("style", null, style));
  }
}

// fill("Times in {zone}", {zone: "Berlin"}); a function as replacement, so that "$&" in a value stays as it is.
function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
