"""The pages, one noun to a file."""
