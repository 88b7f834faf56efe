"""The shop's own words: FAQ, guide, legal texts, error texts and mails, as plain data.

Every string that holds a `{placeholder}` is rendered later by `str.format_map`, in one pass. The names
and numbers that the spec marks as settings never stand here as literals (see model.SETTING_PLACEHOLDERS).
"""
