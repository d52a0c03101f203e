"""Answers to invites as Google, Exchange and Fastmail send them."""

from __future__ import annotations

import base64

from tests.integration.mail.reply import ORGANIZER, Said, crlf


def gmail(said: Said) -> bytes:
    """Google Calendar: marked as auto-generated, the calendar part in the alternative and attached too."""
    ics = f"""BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
BEGIN:VEVENT
DTSTART:20260302T090000Z
DTEND:20260302T093000Z
DTSTAMP:20260301T130000Z
ORGANIZER;CN=Tidewater:mailto:{ORGANIZER}
UID:{said.uid}
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={said.partstat};CN={said.attendee}
 ;X-NUM-GUESTS=0:mailto:{said.attendee}
CREATED:20260301T120000Z
DESCRIPTION:https://meet.tidewater.example/dana
LAST-MODIFIED:20260301T130000Z
LOCATION:https://meet.tidewater.example/dana
SEQUENCE:{said.sequence}
STATUS:CONFIRMED
SUMMARY:Ann and Dana Köhler
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR
"""
    encoded = base64.encodebytes(crlf(ics)).decode()
    return crlf(f"""Return-Path: <{said.sender}>
MIME-Version: 1.0
Reply-To: Ann Lee <{said.sender}>
Sender: Google Calendar <calendar-notification@google.com>
Auto-Submitted: auto-generated
Message-ID: <calendar-0a1b2c3d@google.com>
Date: Sun, 01 Mar 2026 13:00:00 +0000
Subject: Declined: Ann and Dana =?UTF-8?Q?K=C3=B6hler?= @ Mon Mar 2, 2026
From: Ann Lee <{said.sender}>
To: {ORGANIZER}
Content-Type: multipart/mixed; boundary="00000000000012ab"

--00000000000012ab
Content-Type: multipart/alternative; boundary="00000000000012aa"

--00000000000012aa
Content-Type: text/plain; charset="UTF-8"; format=flowed; delsp=yes
Content-Transfer-Encoding: base64

QW5uIExlZSBoYXMgZGVjbGluZWQgdGhpcyBpbnZpdGF0aW9uLg==
--00000000000012aa
Content-Type: text/html; charset="UTF-8"

<p>Ann Lee has declined this invitation.</p>
--00000000000012aa
Content-Type: text/calendar; charset="UTF-8"; method=REPLY
Content-Transfer-Encoding: 7bit

{ics}
--00000000000012aa--

--00000000000012ab
Content-Type: application/ics; name="invite.ics"
Content-Disposition: attachment; filename="invite.ics"
Content-Transfer-Encoding: base64

{encoded}
--00000000000012ab--
""")


def exchange(said: Said, *, method: str = "REPLY", in_body: bool = True) -> bytes:
    """Outlook and Exchange: base64, a Windows zone, MAILTO; some say METHOD in the header alone."""
    body_method = f"METHOD:{method}\n" if in_body else ""
    ics = f"""BEGIN:VCALENDAR
{body_method}PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT={said.partstat};CN="Lee, Ann":MAILTO:{said.attendee}
COMMENT;LANGUAGE=en-US:Sorry\\, that week is full\\n
UID:{said.uid}
SUMMARY;LANGUAGE=en-US:Declined: Ann and Dana Köhler
DTSTART;TZID=W. Europe Standard Time:20260302T100000
DTEND;TZID=W. Europe Standard Time:20260302T103000
CLASS:PUBLIC
PRIORITY:5
DTSTAMP:20260301T130000Z
TRANSP:OPAQUE
STATUS:CONFIRMED
SEQUENCE:{said.sequence}
LOCATION;LANGUAGE=en-US:https://meet.tidewater.example/dana
X-MICROSOFT-CDO-APPT-SEQUENCE:{said.sequence}
X-MICROSOFT-CDO-BUSYSTATUS:BUSY
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:REMINDER
TRIGGER;RELATED=START:-PT15M
UID:an-alarm
END:VALARM
END:VEVENT
END:VCALENDAR
"""
    encoded = base64.encodebytes(crlf(ics)).decode()
    return crlf(f"""From: "Lee, Ann" <{said.sender}>
To: Tidewater <{ORGANIZER}>
Subject: Declined: Ann and Dana =?iso-8859-1?Q?K=F6hler?=
Thread-Topic: Ann and Dana =?iso-8859-1?Q?K=F6hler?=
Date: Sun, 1 Mar 2026 13:00:00 +0000
Message-ID: <AM0PR01MB1234@AM0PR01MB1234.eurprd01.prod.exchangelabs.example>
Content-Language: en-US
X-MS-Has-Attach:
X-Auto-Response-Suppress: All
Content-Type: multipart/alternative;
\tboundary="_002_AM0PR01MB1234_"
MIME-Version: 1.0

--_002_AM0PR01MB1234_
Content-Type: text/plain; charset="iso-8859-1"
Content-Transfer-Encoding: quoted-printable

Sorry, that week is full=0A=
--_002_AM0PR01MB1234_
Content-Type: text/calendar; charset="utf-8"; method={method}
Content-Transfer-Encoding: base64

{encoded}
--_002_AM0PR01MB1234_--
""")


def fastmail(said: Said) -> bytes:
    """Fastmail (Cyrus): the calendar part in 8 bits, folded anywhere, also in the middle of a letter."""
    ics = f"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//CyrusIMAP.org/Cyrus 3.13.0//EN
METHOD:REPLY
CALSCALE:GREGORIAN
BEGIN:VEVENT
UID:{said.uid[:9]}
 {said.uid[9:]}
DTSTAMP:20260301T130000Z
SEQUENCE:{said.sequence}
ORGANIZER;CN=Tidewater:mailto:{ORGANIZER}
ATTENDEE;PARTSTAT={said.partstat};CN=Ann Lee;SCHEDULE-STATUS=2.0;X-JMAP-ID=1
 :MAILTO:{said.attendee}
SUMMARY:Ann and Dana Köhler
REQUEST-STATUS:2.0;Success
END:VEVENT
END:VCALENDAR
"""
    body = crlf(ics).replace("Köhler".encode(), b"K\xc3\r\n \xb6hler")
    head = crlf(f"""MIME-Version: 1.0
User-Agent: Cyrus-JMAP/3.13.0
Message-Id: <b6a1@app.fastmail.example>
Date: Sun, 01 Mar 2026 14:00:00 +0100
From: "Ann Lee" <{said.sender}>
To: Tidewater <{ORGANIZER}>
Subject: Declined: Ann and Dana Köhler
Content-Type: multipart/mixed; boundary=b6a1

--b6a1
Content-Type: text/plain

Declined
--b6a1
Content-Type: text/calendar; charset=UTF-8; method=REPLY; component=VEVENT
Content-Transfer-Encoding: 8bit
Content-Disposition: inline

""")
    return head + body + b"\r\n--b6a1--\r\n"
