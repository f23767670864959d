"""Numbers of things in messages."""


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with the noun that it counts.

    Args:
        number: How many there are.
        one: The noun for one.
        many: The noun for any other number; made from `one` if left out.

    Examples:
        >>> counted(1, "entity")
        '1 entity'
        >>> counted(2000, "entity")
        '2,000 entities'
    """
    if many is None:
        many = f"{one[:-1]}ies" if one.endswith("y") and one[-2:-1] not in "aeiou" else f"{one}s"
    return f"{number:,} {one if number == 1 else many}"
