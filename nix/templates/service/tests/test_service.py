from service import hello


def test_whoever_asks_is_greeted():
    assert hello("Nix") == {"greeting": "Hello, Nix!"}
