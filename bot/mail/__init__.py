"""Mail out: templates become words, words MIME, and MIME goes to a mail server or the development mailbox."""
