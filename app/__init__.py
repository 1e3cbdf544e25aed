"""alliance-claims: structured claims, each proved by exact words at offsets the server checks."""
