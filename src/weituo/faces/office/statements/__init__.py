"""Statements on the desk: 这个月付多少，为什么？ Every figure opens its clause, its formula and the orders behind it."""
