"""What every face needs: who may see what, base pages, words for refusals."""
