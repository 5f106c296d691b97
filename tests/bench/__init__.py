"""How fast, how heavy: `make bench` measures the bot against the local Telegram, on this machine."""
