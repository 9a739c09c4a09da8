"""The views of drafts."""
