"""Which records hold some words, and how well: from the places of the words, as columns in memory."""
