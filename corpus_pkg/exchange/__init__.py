"""The corpus in other forms: formats of other tools, the Hub, an edition without texts."""
