"""People who sign in: users and roles, passwords, sessions, throttling, API tokens, the audit log."""
