"""Pages every face shares."""
