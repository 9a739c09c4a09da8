"""The ways out. Each folder is one provider's rules and nothing else; `ways` finds them by name."""
