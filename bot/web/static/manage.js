// Offers the device's own time zone where the page shows another one. The page works without it.
"use strict";

function wallClock(instant, zone) {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "short", timeStyle: "short", timeZone: zone }).format(instant);
}

function differ(instant, one, other) {
  try {
    return wallClock(instant, one) !== wallClock(instant, other);
  } catch {
    return true; // this browser does not know the other one
  }
}

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const offer of document.querySelectorAll("[data-device-zone]")) {
  if (!zone || !differ(new Date(offer.dataset.instant), zone, offer.dataset.deviceZone)) continue;
  const button = offer.querySelector("button");
  button.querySelector("span").textContent = zone.split("/").pop().replaceAll("_", " ");
  offer.hidden = false;
  button.addEventListener("click", () => {
    const list = button.form.elements.zone;
    list.add(new Option(zone, zone));
    list.value = zone;
  });
}
