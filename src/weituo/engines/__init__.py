"""Heavy proposers: dispatch by CP-SAT, likeness of pictures, understanding of words. No Django; what they propose, a rule checks."""
