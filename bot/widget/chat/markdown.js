// A small, safe part of Markdown: **bold**, [links](https://...), bare addresses and line breaks.
// Everything else stays the text that it is. A link leads to http, https or mailto, nowhere else.
const MARKS = /\*\*(?=\S)([^*\n]+?)\*\*|\[([^\]\n]{1,200})\]\(((?:[^()\s]|\([^()\s]*\)){1,2000})\)|(https?:\/\/[^\s<>"]+[^\s<>"'.,:;!?)\]])/g;

function rich(text, words, inside = false) {
  const out = document.createDocumentFragment();
  let end = 0;
  for (const mark of text.matchAll(MARKS)) {
    out.append(text.slice(end, mark.index));
    end = mark.index + mark[0].length;
    const [whole, bold, label, target, bare] = mark;
    if (bold) out.append(inside ? whole : el("b", null, rich(bold, words, true)));
    else out.append(link(target || bare, label || bare) || whole, copier(target, words) || "");
  }
  out.append(text.slice(end));
  return out;
}

// A link that carries this chat on elsewhere is worth nothing here, where the chat is: it is there to be kept.
function copier(target, words) {
  const url = safeUrl(target);
  if (!url || !url.hash.startsWith("#carry-on=")) return null;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(url.href);
      button.textContent = words.copied;
    } catch {
      // Not allowed in a frame, or without https: then by hand.
      const field = el("input", { class: "field", readonly: true, "aria-label": words.copy });
      field.value = url.href;
      button.replaceWith(field);
      field.select();
    }
  };
  const button = el("button", { class: "copy", "aria-live": "polite", onclick: copy }, words.copy);
  return button;
}

// Links within the site stay in the tab, where the chat carries on; others open a new one. An address of mail needs
// none: it opens a mail program, and would leave an empty tab behind.
function link(target, label) {
  const url = safeUrl(target);
  if (!url) return null;
  const here = url.protocol === "mailto:" || (url.origin === location.origin && !url.hash.startsWith("#carry-on="));
  return el("a", { href: url.href, target: here ? null : "_blank", rel: here ? null : "noopener noreferrer" }, label);
}

function safeUrl(target) {
  try {
    const url = new URL(target);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url : null;
  } catch {
    return null;
  }
}
