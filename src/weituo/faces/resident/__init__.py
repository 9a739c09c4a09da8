"""The resident's face: report by code, track by token. No sign-in, works without JavaScript."""
