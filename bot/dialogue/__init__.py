"""What runs inside Rasa, on Python 3.10; it imports only bot.understand and bot.playbook."""
