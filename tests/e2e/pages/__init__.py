"""Page objects: how a tester drives each page, by role and accessible name."""
