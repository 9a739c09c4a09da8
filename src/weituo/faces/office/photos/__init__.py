"""重复照片: photos that look like earlier ones of other orders. The page asks; a person answers."""
