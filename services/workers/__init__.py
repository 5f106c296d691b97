"""Pure functions run in processes of their own, with limits: drawing, and reading files from people."""
