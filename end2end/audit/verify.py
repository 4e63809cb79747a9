#!/usr/bin/env python3
"""A second verifier of the audit evidence, written from the README's section
"The audit evidence, exactly" alone. It shares no code with `charter audit verify`: where the two
disagree, one of them or the page is wrong.

    verify.py FILE [--key FINGERPRINT] [--head FILE]...
    verify.py --batch        # one case per line of the standard input, one answer per line

Exit code 0: nothing wrong. 1: the first fault, with its line. 2: a file cannot be read or used.
A case is {"file": PATH, "key": FINGERPRINT or null, "heads": [PATH...]}, its answer
{"ok": BOOL, "code": 0|1|2, "line": N or null, "why": TEXT}.

Needs Python 3.8 and `cryptography`. Memory grows with the keys, the earlier heads and the erased
values, not with the file.
Never here: a network, a database, anything written.
"""

import argparse
import json
import sys

sys.dont_write_bytecode = True  # before our own modules, so that nothing is written beside them

from keys import Keys, Unusable, earlier_heads
from proofs import Tree, consistent, folded, included
from spelling import HEX, Wrong, canonical, chain_of, count, hash_of, hashes, lines, need, octets, parsed, sha, shape, tenant_of
from spelling import version

NO_LEAF = b"\0" * 32
ABSENT = object()  # a member that is not there; `null` is there
SIDES = ("after", "before", "origin")


class Fault(Exception):
    """The verdict 1: `line` counts from 1."""

    def __init__(self, line, why):
        super().__init__(why)
        self.line = line
        self.why = why


def hidden(event):
    """{path: hash} of the event's personal values."""

    def hash_at(value):
        if isinstance(value, dict) and len(value) == 1:
            text = value.get("personal")
            if isinstance(text, str) and len(text) == 64 and HEX.fullmatch(text):
                return bytes.fromhex(text)
        return None

    found = {"reason": hash_at(event.get("reason"))}
    for side in SIDES:
        if isinstance(event.get(side), dict):
            for name, value in event[side].items():
                found[f"{side}/{name}"] = hash_at(value)
    return {path: digest for path, digest in found.items() if digest is not None}


class Section:
    def __init__(self, place):
        self.place = place
        self.tree = Tree()
        self.leaf = NO_LEAF
        self.sequence = 0
        self.events = 0
        self.head = None  # (size, root, key) of the last one, the cut's included
        self.fresh = True  # nothing but the chain line was read
        self.met = 0  # how many earlier heads were compared


class Verifier:
    def __init__(self, key=None, earlier=None):
        self.anchor = key
        self.earlier = earlier or {}
        self.keys = Keys()
        self.excerpt = None
        self.section = None
        self.places = set()
        self.last = None
        self.done = False
        self.sections = self.events = self.heads = self.unsigned = self.erased = 0
        self.any_head = False  # a cut's included
        self.missing = {}  # place -> line, of the tenant whose sections are read
        self.named = set()

    def run(self, path):
        number = 0
        for number, raw in lines(path):
            try:
                self.read(number, parsed(raw))
            except Wrong as wrong:
                raise Fault(number, self.where() + str(wrong)) from None
        if not self.done:
            raise Fault(number + 1, self.where() + "the file stops before its end line")

    def where(self):
        if self.section is None or self.done:
            return ""
        tenant, chain = self.section.place
        return f"{tenant} {chain}, after sequence {self.section.sequence}: "

    def read(self, number, line):
        need(not self.done, "something follows the end line")
        kind = line.get("type")
        if self.excerpt is None:
            shape(line, ("type", "v"))
            need(kind in ("charter.audit", "charter.excerpt"), "this is no record of Charter")
            version(line["v"])
            self.excerpt = kind == "charter.excerpt"
        elif kind == "key":
            need(self.last is None, "a key line after the first section")
            self.keys.add(number, line)
        elif kind == "chain":
            self.begin(line)
        elif kind == "event":
            self.event(number, line)
        elif kind == "head":
            self.head(line)
        elif kind == "end" and "chains" in line:
            self.finish(line)
        elif kind == "end":
            self.end(line)
        else:
            raise Wrong("a line of an unknown type")

    # Sections

    def begin(self, line):
        shape(line, ("chain", "tenant", "type"), () if self.excerpt else ("cut",))
        place = (tenant_of(line["tenant"]), chain_of(line["chain"]))
        self.leave()
        need(self.last is None or self.last < place, "the sections are not in order")
        if self.last is not None and self.last[0] != place[0]:
            self.settle()
        self.last = place
        self.section = Section(place)
        self.sections += 1
        if place in self.earlier:
            self.places.add(place)
        if "cut" in line:
            self.cut(line["cut"])
        start = self.section.tree.size
        for size in self.earlier.get(place, ()):
            need(size >= start, f"the earlier head of size {size} lies before the cut")

    def cut(self, cut):
        section = self.section
        shape(cut, ("head", "leaf", "path", "peaks", "signature"))
        leaf, path, peaks = hash_of(cut["leaf"]), hashes(cut["path"]), hashes(cut["peaks"])
        size, root = self.signed_head(cut["head"], cut["signature"])
        need(len(peaks) == bin(size).count("1"), "the number of peaks does not fit the size")
        need(folded(peaks) == root, "the peaks do not give the root of the cut")
        need(included(leaf, size - 1, size, path, root), "the leaf before the cut is not in its head")
        section.tree, section.leaf, section.sequence = Tree(size, peaks), leaf, size
        self.compare(size, root)

    def signed_head(self, value, signature):
        place, size, root, key = self.keys.head(value, signature)
        need(place == self.section.place, "the head is of another section")
        if self.anchor is not None:
            anchor = self.keys.by_name.get(self.anchor)
            need(anchor, "the expected key is not in the file")
            need(key.origin is anchor.origin, "the head is signed by a foreign line of keys")
        self.section.head = (size, root, key)
        self.any_head = True
        return size, root

    def compare(self, size, root):
        roots = self.earlier.get(self.section.place, {}).get(size)
        if roots is not None:
            need(roots == {root}, f"the earlier head of size {size} has another root")
            self.section.met += 1

    def head(self, line):
        section = self.section
        need(section is not None, "a head outside of a section")
        before = section.head
        if self.excerpt:
            need(section.fresh, "a head line that is not at the section's beginning")
            shape(line, ("head", "signature", "type"))
        elif before is None:
            shape(line, ("head", "signature", "type"))
        else:
            shape(line, ("consistency", "head", "signature", "type"))
        size, root = self.signed_head(line["head"], line["signature"])
        self.heads += 1
        section.fresh = False
        if self.excerpt:
            for earlier in self.earlier.get(section.place, ()):
                need(earlier == size, f"an earlier head has the size {earlier}, not {size}")
            self.compare(size, root)
            return
        need(size == section.sequence, "the head is not directly after its last event")
        need(before is None or size > before[0], "the head is not larger than the one before")
        need(root == section.tree.root(), "the head has another root than the events")
        if before is not None:
            proof = hashes(line["consistency"])
            need(consistent(before[0], before[1], size, root, proof), "the consistency proof is wrong")

    def event(self, number, line):
        section = self.section
        need(section is not None, "an event outside of a section")
        section.fresh = False
        optional = ("personal", "proof") if self.excerpt else ("personal",)
        shape(line, ("event", "type"), optional)
        event = line["event"]
        need(isinstance(event, dict), "the event is no object")
        for name in ("v", "tenant", "chain", "sequence", "previous"):
            need(name in event, f"the event has no {name}")
        version(event["v"])
        need((event["tenant"], event["chain"]) == section.place, "the event is of another section")
        sequence, previous = count(event["sequence"]), hash_of(event["previous"])
        next_one = sequence == section.sequence + 1
        if self.excerpt:
            need(sequence > section.sequence, "the sequence does not ascend")
        else:
            need(next_one, f"sequence {sequence} instead of {section.sequence + 1}")
        need(not next_one or previous == section.leaf, "`previous` is not the leaf before")
        leaf = sha(b"\x00", canonical(event))
        if self.excerpt:
            covered = section.head is not None and sequence <= section.head[0]
            need(covered == ("proof" in line), "a proof is missing, or there is one too many")
            if covered:
                size, root, _ = section.head
                proof = hashes(line["proof"])
                need(included(leaf, sequence - 1, size, proof, root), "the inclusion proof is wrong")
            else:
                self.unsigned += 1
        section.sequence, section.leaf = sequence, leaf
        section.events += 1
        self.events += 1
        self.personal(number, event, line.get("personal", ABSENT))
        if not self.excerpt:
            section.tree.add(leaf)
            if sequence in self.earlier.get(section.place, ()):
                self.compare(sequence, section.tree.root())

    def personal(self, number, event, entries):
        hashes_left = hidden(event)
        chain, sequence = event["chain"], event["sequence"]
        if entries is not ABSENT:
            need(isinstance(entries, list) and entries, "`personal` is empty or no array")
            before = None
            for entry in entries:
                shape(entry, ("path", "salt", "value"))
                path, value = entry["path"], entry["value"]
                need(isinstance(path, str) and isinstance(value, str), "a text is expected")
                name = path.encode("utf-8")
                need(before is None or before < name, "the personal values are not in order")
                before = name
                salt = octets(entry["salt"], 16)
                digest = hashes_left.pop(path, None)
                need(digest is not None, f"the event has no hash at {path}")
                fits = sha(b"charter.personal.v1\n", salt, value.encode("utf-8")) == digest
                need(fits, f"the personal value at {path} does not fit its hash")
        if self.excerpt:
            return
        for path in hashes_left:
            self.missing[f"{chain}/{sequence}/{path}"] = number
        if event.get("action") == "audit.erased" and isinstance(event.get("after"), dict):
            places = event["after"].get("places")
            if isinstance(places, list):
                self.named.update(place for place in places if isinstance(place, str))

    def end(self, line):
        section = self.section
        need(not self.excerpt and section is not None, "an end line outside of a section")
        shape(line, ("chain", "leaf", "sequence", "tenant", "type"))
        need((line["tenant"], line["chain"]) == section.place, "the end of another section")
        need(count(line["sequence"]) == section.sequence, "the section ends with another sequence")
        need(hash_of(line["leaf"]) == section.leaf, "the section ends with another leaf")
        self.close()

    def leave(self):
        """Before the next section and the end of the file."""
        if self.excerpt:
            if self.section is not None:
                self.close()
        else:
            need(self.section is None, "the section before has no end line")

    def close(self):
        section = self.section
        signed_up_to = section.head[0] if section.head else 0
        if not self.excerpt:
            self.unsigned += section.sequence - signed_up_to
        if self.anchor is not None:
            need(section.head or not section.events, "the section has events but no head")
            if section.head:
                anchor = self.keys.by_name[self.anchor]
                newest = section.head[2]
                need(newest.generation >= anchor.generation, "the last head is signed by an older key")
        wanted = len(self.earlier.get(section.place, ()))
        need(section.met == wanted, "the section does not reach an earlier head")
        self.section = None

    def settle(self):
        """When the last section of a tenant has ended."""
        for place, line in self.missing.items():
            if place not in self.named:
                raise Fault(line, f"the personal value {place} is missing, and no event erased it")
        self.erased += len(self.missing)
        self.missing, self.named = {}, set()

    def finish(self, line):
        shape(line, ("chains", "events", "type"))
        chains, events = count(line["chains"]), count(line["events"])
        self.leave()
        self.settle()
        need(chains == self.sections, "the file has another number of sections")
        need(events == self.events, "the file has another number of events")
        for key in self.keys.by_name.values():
            need(key.used or key.followed, f"the key of line {key.line} is used nowhere")
        for place in self.earlier:
            need(place in self.places, f"{place[0]} {place[1]} is not in the file, but in an earlier head")
        self.done = True


def judged(path, key, heads):
    """The verifier after the whole file; raises Fault or Unusable."""
    if key is not None:
        try:
            key = hash_of(key)
        except Wrong:
            raise Unusable("the key is no fingerprint") from None
    verifier = Verifier(key, earlier_heads(heads))
    try:
        verifier.run(path)
    except OSError as error:
        raise Unusable(f"{path}: {error.strerror}") from None
    return verifier


def batch():
    for case in sys.stdin:
        case = json.loads(case)
        answer = {"ok": True, "code": 0, "line": None, "why": ""}
        try:
            judged(case["file"], case.get("key"), case.get("heads") or [])
        except Fault as fault:
            answer = {"ok": False, "code": 1, "line": fault.line, "why": fault.why}
        except Unusable as error:
            answer = {"ok": False, "code": 2, "line": None, "why": str(error)}
        print(json.dumps(answer), flush=True)


def main():
    parser = argparse.ArgumentParser(description="Checks the audit evidence of Charter.")
    parser.add_argument("file", nargs="?")
    parser.add_argument("--key", metavar="FINGERPRINT")
    parser.add_argument("--head", metavar="FILE", action="append", default=[])
    parser.add_argument("--batch", action="store_true")
    options = parser.parse_args()
    if options.batch:
        batch()
        return 0
    if options.file is None:
        parser.error("a file is needed")
    try:
        seen = judged(options.file, options.key, options.head)
    except Fault as fault:
        print(f"FAULT in line {fault.line}: {fault.why}")
        return 1
    except Unusable as error:
        print(f"unusable: {error}", file=sys.stderr)
        return 2
    kind = "excerpt" if seen.excerpt else "export"
    print(f"{kind}: {seen.sections} sections, {seen.events} events, {seen.heads} heads, {len(seen.keys.by_name)} keys")
    print(f"events after the last head: {seen.unsigned}; erased values: {seen.erased}")
    earlier = sum(len(sizes) for sizes in seen.earlier.values())
    anchored = (seen.anchor is not None and seen.any_head) or earlier > 0
    print(f"earlier heads: {earlier}; " + ("anchored" if anchored else "consistent, not anchored"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
