"""The public process: chat gateway, links in mails, console, API, the demo company's pages."""
