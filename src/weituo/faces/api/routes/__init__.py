"""The operations, one noun to a file. Each declares its permission with `guard`."""
