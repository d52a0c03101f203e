"""Other programs that Bantam talks to over HTTP."""
