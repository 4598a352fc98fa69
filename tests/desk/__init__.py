"""A desk with papers on it: a small domain that writes everything a column can hold, under every kind of rule."""
