"""What a published value means: pure functions of text, and the tables built from them."""
