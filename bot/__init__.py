"""Bantam: a website chatbot that qualifies leads. Start reading at `docs/architecture.md`."""
