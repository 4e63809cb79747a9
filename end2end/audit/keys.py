"""Keys, their succession, and the heads that they signed.
Never here: what a head is compared with."""

import functools

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from spelling import Wrong, canonical, chain_of, count, hash_of, hashes, lines, need, octets, parsed, sha, shape, tenant_of
from spelling import time_of, version

P = 2**255 - 19
D = -121665 * pow(121666, P - 2, P) % P


@functools.lru_cache(maxsize=1024)
def is_point(public):
    """Whether the bytes are a point of the curve (RFC 8032, 5.1.3) that has no small order."""
    encoded = int.from_bytes(public, "little")
    y = encoded & (2**255 - 1)
    if y >= P:
        return False
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square or (x == 0 and encoded >> 255):
        return False
    if x & 1 != encoded >> 255:
        x = P - x
    for _ in range(3):  # three doublings: eight times the point
        across = D * x * x * y * y % P
        x, y = (
            2 * x * y * pow(1 + across, P - 2, P) % P,
            (y * y + x * x) * pow(1 - across, P - 2, P) % P,
        )
    return (x, y) != (0, 1)


def fingerprint(public):
    return sha(b"charter.key.v1\n", public)


# Of order 1, 2, 4, 4, 8, 8, 8, 8. The other spellings of these points are in no signature that fits.
SMALL_ORDER = frozenset(
    bytes.fromhex(point)
    for point in (
        "01" + "00" * 31,
        "ec" + "ff" * 30 + "7f",
        "00" * 32,
        "00" * 31 + "80",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    )
)


@functools.lru_cache(maxsize=1024)
def signed(public, signature, message):
    """OpenSSL checks S < L and [S]B = R + [k]A without cofactor, R by its bytes."""
    if signature[:32] in SMALL_ORDER:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


class Key:
    def __init__(self, public, previous, line, statement):
        self.public = public
        self.previous = previous
        self.line = line
        self.statement = statement
        self.followed = False
        self.used = False
        self.origin = previous.origin if previous else self
        self.generation = previous.generation + 1 if previous else 0


class Keys:
    def __init__(self, may_repeat=False):
        self.by_name = {}
        self.may_repeat = may_repeat

    def add(self, number, line):
        shape(line, ("key", "type"), ("signature",))
        statement = line["key"]
        first = isinstance(statement, dict) and "previous" not in statement
        shape(statement, ("public", "type", "v") if first else ("at", "previous", "public", "type", "v"))
        need(statement["type"] == "charter.key", "this is no statement of a key")
        version(statement["v"])
        public = octets(statement["public"], 32)
        need(is_point(public), "the public key is no point of the curve, or one of small order")
        name = fingerprint(public)
        previous = None
        if first:
            need("signature" not in line, "a first key has no signature")
        else:
            time_of(statement["at"])
            need("signature" in line, "the signature of the key before is missing")
            signature = octets(line["signature"], 64)
            before = hash_of(statement["previous"])
        if name in self.by_name:
            need(self.may_repeat and self.by_name[name].statement == line, "a key is there twice")
            return
        if not first:
            previous = self.by_name.get(before)
            need(previous, "the key before is in no earlier line")
            need(not previous.followed, "the key before has a successor already")
            message = b"charter.key.v1\n" + canonical(statement)
            need(signed(previous.public, signature, message), "the key before did not sign this")
            previous.followed = True
        self.by_name[name] = Key(public, previous, number, line)

    def head(self, value, signature):
        """A signed head: (tenant, chain, size, root, key)."""
        shape(value, ("at", "chain", "key", "root", "size", "tenant", "type", "v"))
        need(value["type"] == "charter.head", "this is no head")
        version(value["v"])
        time_of(value["at"])
        place = (tenant_of(value["tenant"]), chain_of(value["chain"]))
        size = count(value["size"])
        need(size >= 1, "a head of nothing")
        root = hash_of(value["root"])
        key = self.by_name.get(hash_of(value["key"]))
        signature = octets(signature, 64)
        need(key, "the head's key is in no key line")
        message = b"charter.head.v1\n" + canonical(value)
        need(signed(key.public, signature, message), "the head's signature is wrong")
        key.used = True
        return place, size, root, key


class Unusable(Exception):
    """The verdict 2."""


def earlier_heads(paths):
    """{(tenant, chain): {size: {root...}}} of files of earlier heads."""
    found = {}
    for path in paths:
        keys, any_head, number = Keys(may_repeat=True), False, 0
        try:
            for number, raw in lines(path):
                line = parsed(raw)
                if line.get("type") == "key":
                    keys.add(number, line)
                else:
                    shape(line, ("head", "signature", "type"), ("consistency",))
                    need(line["type"] == "head", "only keys and heads belong here")
                    if "consistency" in line:
                        hashes(line["consistency"])
                    place, size, root, _ = keys.head(line["head"], line["signature"])
                    found.setdefault(place, {}).setdefault(size, set()).add(root)
                    any_head = True
            need(any_head, "there is no head in it")
        except Wrong as wrong:
            raise Unusable(f"{path}, line {number}: {wrong}") from None
        except OSError as error:
            raise Unusable(f"{path}: {error.strerror}") from None
    return found
