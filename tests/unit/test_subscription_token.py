import re
import zlib

from device_ca.model.subscription import generate_token, token_digest

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def number(digits: str) -> int:
    value = 0
    for digit in digits:
        value = value * 62 + ALPHABET.index(digit)
    return value


def test_a_scanner_knows_a_token_by_its_form_and_its_checksum() -> None:
    for _ in range(200):
        token = generate_token()
        assert re.fullmatch(r"dcrt_[0-9A-Za-z]{49}", token)
        random, checksum = token[5:48], token[48:]
        assert zlib.crc32(random.encode()) == number(checksum)


def test_all_256_bits_are_random() -> None:
    """Each bit is set in some tokens and not in others: of 200, none is always the same but once in 2^190."""
    numbers = [number(generate_token()[5:48]) for _ in range(200)]
    assert len(set(numbers)) == len(numbers)
    ones, zeros = 0, 0
    for value in numbers:
        assert value < 1 << 256
        ones |= value
        zeros |= ~value
    everything = (1 << 256) - 1
    assert ones == everything
    assert zeros & everything == everything


def test_a_digest_is_a_sha_256() -> None:
    assert token_digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert token_digest("\udc80")
