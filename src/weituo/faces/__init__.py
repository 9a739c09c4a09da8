"""One face per audience. Faces know each other only through `shared`."""
