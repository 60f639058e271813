"""Linking, mingce beside Splink on the same worlds: what it costs, and how near both are to the truth."""
