"""Views of the account face."""
