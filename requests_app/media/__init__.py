"""Files that people and clients upload: what they are, taken only as that, kept, served and swept."""
