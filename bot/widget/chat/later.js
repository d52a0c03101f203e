// Cards are a script of their own, which comes with the first one: until then a message stands by its words.
let CARDS = null; // {kinds: the card's node by its type, look, style}
let coming = false;

// A card of an unknown type shows nothing.
function cardNode(card, context) {
  if (card && !CARDS) bringCards(context.chat);
  const { kinds = {} } = CARDS || {};
  return card && Object.hasOwn(kinds, card.type) ? kinds[card.type](card, context) : null;
}

async function bringCards(chat) {
  if (coming) return;
  coming = true;
  for (let wait = 2; !CARDS; wait = Math.min(2 * wait, 60)) {
    await runScript(`widget/${LANGUAGE}-cards.js?v=${VERSION}`).catch(() => null);
    if (!CARDS) await sleep(wait);
  }
  chat.changed();
}
