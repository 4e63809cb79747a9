"""Lines and values of the audit evidence: canonical JSON, and each value in its one spelling.
Never here: what a line means."""

import datetime
import hashlib
import json
import re

LONGEST_LINE = 16_777_216
DEEPEST = 64
LARGEST_COUNT = 2**63 - 1

HEX = re.compile(r"(?:[0-9a-f]{2})*")
TIME = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})\.([0-9]{6})Z"
)
TENANT = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Wrong(Exception):
    """Something is not as the format says; the reader of the file adds the line."""


def need(condition, why):
    if not condition:
        raise Wrong(why)


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def integer(digits):
    need(len(digits) <= 20, "a number is out of range")
    value = int(digits)
    need(-(2**63) <= value <= 2**64 - 1, "a number is out of range")
    return value


def no_fraction(text):
    raise Wrong(f"a number is no integer: {text[:40]}")


def members(pairs):
    """The object, if its names ascend strictly by UTF-16 code units (so none is there twice)."""
    names = [name for name, _ in pairs]
    if not "".join(names).isascii():
        names = [name.encode("utf-16-be", "surrogatepass") for name in names]
    need(all(a < b for a, b in zip(names, names[1:])), "members out of order or twice")
    return dict(pairs)


DECODER = json.JSONDecoder(
    object_pairs_hook=members,
    parse_int=integer,
    parse_float=no_fraction,
    parse_constant=no_fraction,
)
# With these settings Python escapes exactly what the format escapes, in the same spelling.
ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


def depth(value):
    deepest, open_values = 0, [(value, 1)]
    while open_values:
        value, level = open_values.pop()
        if isinstance(value, (dict, list)):
            deepest = max(deepest, level)
            inner = value.values() if isinstance(value, dict) else value
            open_values.extend((child, level + 1) for child in inner)
    return deepest


def canonical(value):
    return ENCODER.encode(value).encode("utf-8")


def parsed(raw):
    """The object of one line, given with its line feed."""
    need(len(raw) <= LONGEST_LINE, "the line is too long")
    need(raw.endswith(b"\n"), "the line has no line feed")
    try:
        text = raw[:-1].decode("utf-8")
        value = DECODER.decode(text)
        need(isinstance(value, dict), "the line is no object")
        brackets = text.count("{") + text.count("[")
        need(brackets <= DEEPEST or depth(value) <= DEEPEST, "nested too deep")
        need(ENCODER.encode(value) == text, "the line is not in canonical form")
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise Wrong(f"the line is no JSON: {error}") from None
    except RecursionError:
        raise Wrong("nested too deep") from None
    return value


def lines(path):
    """Numbered raw lines; the first byte too many of a line that is too long comes along."""
    with open(path, "rb") as file:
        number = 0
        while True:
            raw = file.readline(LONGEST_LINE + 1)
            if not raw:
                return
            number += 1
            yield number, raw


def shape(value, required, optional=()):
    need(isinstance(value, dict), "an object is expected")
    for name in required:
        need(name in value, f"the member {name} is missing")
    for name in value:
        need(name in required or name in optional, f"the member {name!r} does not belong here")


def octets(value, length):
    need(
        isinstance(value, str) and len(value) == 2 * length and HEX.fullmatch(value),
        f"{length} bytes in lower-case hexadecimal are expected",
    )
    return bytes.fromhex(value)


def hash_of(value):
    return octets(value, 32)


def hashes(value):
    need(isinstance(value, list), "an array of hashes is expected")
    return [hash_of(item) for item in value]


def count(value):
    need(type(value) is int and 0 <= value <= LARGEST_COUNT, "a count is expected")
    return value


def version(value):
    need(type(value) is int and value == 1, "the version is not 1")


def tenant_of(value):
    need(isinstance(value, str) and TENANT.fullmatch(value), "this is no tenant")
    return value


def chain_of(value):
    need(value in ("changes", "access"), "this is no chain")
    return value


def time_of(value):
    match = TIME.fullmatch(value) if isinstance(value, str) else None
    need(match, "this is no time")
    try:
        datetime.datetime(*(int(part) for part in match.groups()))
    except ValueError:
        raise Wrong("this instant does not exist") from None
