// Reads a JSON list of iCalendar texts on standard input and writes what ical.js makes of each, as JSON.
// Times are resolved through the VTIMEZONE in the text alone: ical.js brings no zones of its own.
import { text } from "node:stream/consumers";
import ICAL from "ical.js";

const read = (ics) => {
  ICAL.TimezoneService.reset();
  const calendar = new ICAL.Component(ICAL.parse(ics));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  return {
    method: calendar.getFirstPropertyValue("method"),
    zones: calendar.getAllSubcomponents("vtimezone").map((zone) => zone.getFirstPropertyValue("tzid")),
    events: calendar.getAllSubcomponents("vevent").map(event),
  };
};

const event = (component) => {
  const value = (name) => component.getFirstPropertyValue(name);
  return {
    uid: value("uid"),
    sequence: value("sequence"),
    status: value("status"),
    summary: value("summary"),
    description: value("description"),
    location: value("location"),
    stamp: seconds(value("dtstamp")),
    start: seconds(value("dtstart")),
    end: seconds(value("dtend")),
    tzid: component.getFirstProperty("dtstart").getParameter("tzid") ?? null,
    organizer: person(component.getFirstProperty("organizer")),
    attendees: component.getAllProperties("attendee").map(person),
  };
};

const person = (property) =>
  property && {
    address: property.getFirstValue(),
    name: property.getParameter("cn"),
    answer: property.getParameter("partstat") ?? null,
    asked: property.getParameter("rsvp") ?? null,
  };

// Seconds since 1970 in UTC; a floating time, which means a different instant everywhere, is none.
const seconds = (time) => (time.zone === ICAL.Timezone.localTimezone ? null : time.toUnixTime());

process.stdout.write(JSON.stringify(JSON.parse(await text(process.stdin)).map(read)));
