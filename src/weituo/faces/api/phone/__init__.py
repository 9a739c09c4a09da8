"""`/api/v1/phone/`: the engineer's app that works without network (docs/phone.md)."""
