// The proof of work that the server wants for each chat from an address that begins many: the number that, after
// the salt, has the SHA-256 of the challenge (ALTCHA, version 1). Tenths of a second on a desk, a second on a phone.
async function solve({ algorithm, challenge, maxNumber, salt, signature }) {
  const hash = async (number) => {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(salt + number));
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  for (let number = 0; number <= maxNumber; number += 1) {
    if ((await hash(number)) === challenge) return btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
  }
  return undefined;
}

async function requestWithProof(path, body) {
  try {
    return await requestJson("POST", path, { body });
  } catch (problem) {
    // Without a secure context (https) a browser computes no hash; then the visitor waits as the server says.
    if (!problem.challenge || !crypto.subtle) throw problem;
    return requestJson("POST", path, { body: { ...body, proof: await solve(problem.challenge) } });
  }
}
