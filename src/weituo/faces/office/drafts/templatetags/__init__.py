"""Words and values of drafts for the templates."""
