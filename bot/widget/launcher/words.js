// The language to speak: the wanted one where there are words for it ("de-CH": German), else English.
function languageOf(wanted) {
  const asked = String(wanted || "").toLowerCase();
  return [asked, asked.slice(0, 2)].find((one) => Object.hasOwn(WORDS, one)) || "en";
}
