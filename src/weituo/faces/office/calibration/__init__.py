"""试算台: trying terms before they are signed – what they would have paid, and whether penalties are cheaper than work."""
