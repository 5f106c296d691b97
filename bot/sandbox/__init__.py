"""A local Telegram: the Bot API over HTTP, simulated people, and a web page with chats."""
