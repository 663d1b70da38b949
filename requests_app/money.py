"""Amounts of money: whole millionths of the currency's unit, so that sums are exact on both databases."""

UNIT = 1_000_000
LEAST_DECIMALS = 2


def amount(micros: int, currency: str) -> str:
    """`amount(1_250_000, "USD")` is "1.25 USD"; no fewer than two decimals, and no more than are needed."""
    return f"{decimals(micros)} {currency}"


def decimals(micros: int) -> str:
    whole, part = divmod(abs(micros), UNIT)
    return f"{'-' if micros < 0 else ''}{whole}.{f'{part:06}'.rstrip('0').ljust(LEAST_DECIMALS, '0')}"


def amounts(sums: dict[str, int]) -> list[str]:
    """Sums by currency, in words."""
    return [amount(micros, currency) for currency, micros in sorted(sums.items())]
