from prices import total


def test_prices_are_added_exactly():
    assert str(total(["0.10", "0.20"])) == "0.30"
