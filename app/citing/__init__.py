"""How a source, and what it says, is cited: in prose by the rules of a style manual, and in bibliographic files."""
