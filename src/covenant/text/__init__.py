"""The contract text, generated from the terms in Chinese and in English."""

from covenant.text.document import Article, Clause, Contract, contract, heading
from covenant.text.figures import figures
from covenant.text.phrase import Text
from covenant.text.plain import LANGUAGES, as_data, plain

__all__ = ["LANGUAGES", "Article", "Clause", "Contract", "Text", "as_data", "contract", "figures", "heading", "plain"]
