"""The reps' own calendars over the network: feeds (ICS) and CalDAV, read and written."""
