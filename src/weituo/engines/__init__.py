"""Heavy proposers: dispatch, likeness of pictures, understanding of words. No Django; a rule checks what they say."""
