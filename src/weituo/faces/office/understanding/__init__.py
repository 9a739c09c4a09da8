"""`/o/understanding`: how reports are understood, tried on a sentence, and the estate's own rules."""
