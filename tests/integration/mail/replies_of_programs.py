"""Answers to invites as Apple's Calendar and Thunderbird send them."""

from __future__ import annotations

import base64
import quopri

from tests.integration.mail.reply import ORGANIZER, Said, crlf


def apple(said: Said) -> bytes:
    """Apple's Calendar: a plain text and the calendar as an attachment in quoted-printable."""
    ics = f"""BEGIN:VCALENDAR
CALSCALE:GREGORIAN
METHOD:REPLY
PRODID:-//Apple Inc.//macOS 15.3//EN
VERSION:2.0
BEGIN:VEVENT
ATTENDEE;CN="Ann Lee";CUTYPE=INDIVIDUAL;PARTSTAT={said.partstat};ROLE=REQ-PARTICIPANT;EMAIL="{said.attendee}":
 mailto:{said.attendee}
DTEND;TZID=Europe/Berlin:20260302T103000
DTSTAMP:20260301T130000Z
DTSTART;TZID=Europe/Berlin:20260302T100000
ORGANIZER;CN="Tidewater":mailto:{ORGANIZER}
SEQUENCE:{said.sequence}
SUMMARY:Ann and Dana Köhler
UID:{said.uid}
X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC
END:VEVENT
END:VCALENDAR
"""
    encoded = quopri.encodestring(ics.encode()).decode()
    return crlf(f"""From: Ann Lee <{said.sender}>
Content-Type: multipart/mixed; boundary="Apple-Mail-1F2E"
MIME-Version: 1.0 (Mac OS X Mail 16.0 \\(3826.400.131\\))
Subject: =?utf-8?Q?Declined=3A_Ann_and_Dana_K=C3=B6hler?=
Date: Sun, 1 Mar 2026 14:00:00 +0100
To: {ORGANIZER}
Message-Id: <9C0A@acme.example>

--Apple-Mail-1F2E
Content-Type: text/plain; charset=us-ascii
Content-Transfer-Encoding: 7bit

Ann Lee has declined the invitation.
--Apple-Mail-1F2E
Content-Type: text/calendar; charset=utf-8; method=REPLY; name*=utf-8''iCal%2D2026.ics
Content-Disposition: attachment; filename*=utf-8''iCal%2D2026.ics
Content-Transfer-Encoding: quoted-printable

{encoded}
--Apple-Mail-1F2E--
""")


def thunderbird(said: Said) -> bytes:
    """Thunderbird: the calendar part in the alternative and as application/ics."""
    ics = f"""BEGIN:VCALENDAR
PRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN
VERSION:2.0
METHOD:REPLY
BEGIN:VEVENT
CREATED:20260301T120000Z
LAST-MODIFIED:20260301T130000Z
DTSTAMP:20260301T130000Z
UID:{said.uid}
SUMMARY:Ann and Dana Köhler
ORGANIZER;CN=Tidewater:mailto:{ORGANIZER}
ATTENDEE;PARTSTAT={said.partstat};RSVP=TRUE;ROLE=REQ-PARTICIPANT;CN=Ann Lee:m
 ailto:{said.attendee}
DTSTART;TZID=Europe/Berlin:20260302T100000
DTEND;TZID=Europe/Berlin:20260302T103000
SEQUENCE:{said.sequence}
X-MOZ-GENERATION:1
END:VEVENT
END:VCALENDAR
"""
    encoded = base64.encodebytes(crlf(ics)).decode()
    return crlf(f"""Message-ID: <7f3c@acme.example>
Date: Sun, 1 Mar 2026 14:00:00 +0100
MIME-Version: 1.0
User-Agent: Mozilla Thunderbird
From: Ann Lee <{said.sender}>
To: {ORGANIZER}
Subject: =?UTF-8?Q?Event_Invitation_Reply_=28Declined=29=3A_Ann_and_Dana_K=C3=B6hler?=
Content-Type: multipart/mixed; boundary="------------0x1"

This is a multi-part message in MIME format.
--------------0x1
Content-Type: multipart/alternative; boundary="------------0x2"

--------------0x2
Content-Type: text/plain; charset=UTF-8; format=flowed
Content-Transfer-Encoding: 8bit

Ann Lee has declined your event invitation.
--------------0x2
Content-Type: text/calendar; method=REPLY; charset=UTF-8
Content-Transfer-Encoding: base64

{encoded}
--------------0x2--

--------------0x1
Content-Type: application/ics; name="invite.ics"
Content-Disposition: attachment; filename="invite.ics"
Content-Transfer-Encoding: base64

{encoded}
--------------0x1--
""")
