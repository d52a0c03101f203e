"""Free slots, meetings that never overlap, and their invites."""
