// A small, safe part of Markdown: **bold**, [links](https://...), bare addresses and line breaks.
// Everything else stays the text that it is. A link leads to http, https or mailto, nowhere else.
const MARKS = /\*\*(?=\S)([^*\n]+?)\*\*|\[([^\]\n]{1,200})\]\(([^)\s]{1,2000})\)|(https?:\/\/[^\s<>"]+[^\s<>"'.,:;!?)\]])/g;

function rich(text, inside = false) {
  const out = document.createDocumentFragment();
  let end = 0;
  for (const mark of text.matchAll(MARKS)) {
    out.append(text.slice(end, mark.index));
    end = mark.index + mark[0].length;
    const [whole, bold, label, target, bare] = mark;
    if (bold) out.append(inside ? whole : el("b", null, rich(bold, true)));
    else out.append(link(target || bare, label || bare) || whole);
  }
  out.append(text.slice(end));
  return out;
}

// Links within the site stay in the tab, where the chat carries on; others open a new one.
function link(target, label) {
  const url = safeUrl(target);
  if (!url) return null;
  const here = url.origin === location.origin;
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
