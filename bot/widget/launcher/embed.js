// Where our script came from, how it brings in the others, and how one script tag is enough.
const OWN = document.currentScript;
const BASE = new URL(".", (OWN && OWN.src) || location.href);
let policy = null;

// A policy that lets our script run by a nonce lets the others run by the same nonce.
function runScript(path) {
  return new Promise((resolve, reject) => {
    const script = el("script", { onload: resolve, onerror: reject });
    if (OWN && OWN.nonce) script.nonce = OWN.nonce;
    script.src = scriptUrl(path);
    document.head.append(script);
    script.remove();
  });
}

// Pages that require Trusted Types take no plain address; theirs may name the policies that they allow: `bantam`.
function scriptUrl(path) {
  const { href } = new URL(path, BASE);
  try {
    policy = policy || trustedTypes.createPolicy("bantam", { createScriptURL: (url) => url });
    return policy.createScriptURL(href);
  } catch {
    return href;
  }
}

// A page without the element gets one, with the script tag's data-name, data-greeting and so on as its attributes.
function embed() {
  if (document.querySelector("bantam-chat")) return;
  BantamChat.made = el("bantam-chat");
  for (const name of BantamChat.observedAttributes) {
    if (OWN && name in OWN.dataset) BantamChat.made.setAttribute(name, OWN.dataset[name]);
  }
  document.body.append(BantamChat.made);
}

if (!customElements.get("bantam-chat")) {
  customElements.define("bantam-chat", BantamChat);
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", embed);
  else embed();
}
