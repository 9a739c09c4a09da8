"""The contract on paper: as a Word file to negotiate with, as a PDF to sign."""

from weituo.pact.text.pdf import pdf
from weituo.pact.text.word import docx

__all__ = ["docx", "pdf"]
