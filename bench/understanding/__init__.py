"""How well sentences are understood, on those the rules were made with and on those held apart."""
