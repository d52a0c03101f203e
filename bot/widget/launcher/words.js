// The first wanted language that there are words for, by RFC 4647's lookup ("zh-Hant-TW", "zh-Hant", "zh"); else English.
function languageOf(...wanted) {
  for (const tag of wanted) {
    for (let one = String(tag || "").toLowerCase(); one; one = one.replace(/-?[^-]*$/, "")) {
      if (Object.hasOwn(WORDS, one)) return one;
    }
  }
  return "en";
}
