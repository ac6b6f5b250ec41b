from service import hello


def test_greeting_contains_the_name():
    assert hello("Nix") == {"greeting": "Hello, Nix!"}
