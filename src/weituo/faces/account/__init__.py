"""`/account`: how somebody signs in, the second factor, their sessions."""
