"""What goes over the wire, one noun to a file."""
