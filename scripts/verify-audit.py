#!/usr/bin/env python3
"""Checks an exported audit of Doorward, offline and without any of Doorward's code. Needs Python 3.8 or newer; with --keys also the package `cryptography`.

    verify-audit.py EXPORT [--head SEQUENCE:HASH] [--after SEQUENCE:HASH] [--keys KEYS]

EXPORT is the NDJSON of one organization's whole audit ("-": standard input), a JSON object per line:
  {"sequence", "hash", "body"}       an entry, in just this order and without a space; the text of body, up to the last brace, is what was hashed. Its hash is
                                     SHA-256 over the hash of the entry before it (nothing before the first), its sequence in decimal, a line feed, and
                                     its body in UTF-8.
  {"checkpoint", "sequence", "hash"} first, where earlier entries were dropped: a JWS that vouches for where the chain goes on. Needs KEYS, the public keys
                                     (/.well-known/jwks.json) that were fetched once and kept.
  {"personal", "salt", "values"}     personal values that a body only commits to: personal is SHA-256 over the salt and the text of the values.
  {"personal", "erased"}             values whose person was erased: nobody can read them, and the chain is as it was.
  {"end"}                            last: how many entries, and the head. Without it the export was cut off.
So an entry that was changed, removed, added or moved breaks the chain from there on. That whoever made the export left its end out shows only against a head
that was kept elsewhere, a certificate's for example: --head. An export that was asked to begin later needs --after.
Prints the head; exit code 0 if all holds, 1 if not, 2 if it can't be checked.
"""
import argparse
import base64
import hashlib
import json
import re
import sys

KIND = "doorward.audit-checkpoint"
ENTRY = re.compile(r'\{"sequence":[0-9]+,"hash":"[0-9a-f]{64}","body":(\{.*\})\}')


class Broken(Exception):
    pass


class Unknown(Exception):
    """It can't be checked."""


def point(text):
    sequence, _, digest = text.partition(":")
    return int(sequence), bytes.fromhex(digest)


def decode(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def checkpoint_of(line, keys):
    """The sequence and hash that the checkpoint vouches for. Raises Broken, Unknown."""
    if keys is None:
        raise Unknown("it begins at a checkpoint, whose signature needs --keys")
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    header, payload, signature = line["checkpoint"].split(".")
    head = json.loads(decode(header))
    # the algorithm is ours to choose, never the checkpoint's
    if head.get("alg") not in ("EdDSA", "Ed25519") or "crit" in head:
        raise Broken(f"the checkpoint is signed by {head.get('alg')} instead of EdDSA")
    with open(keys, encoding="utf-8") as file:
        found = [key for key in json.load(file)["keys"] if key.get("kid") == head.get("kid") and key.get("crv") == "Ed25519"]
    if not found:
        raise Broken(f"none of these keys has the ID {head.get('kid')}, which signed the checkpoint")
    try:
        Ed25519PublicKey.from_public_bytes(decode(found[0]["x"])).verify(decode(signature), f"{header}.{payload}".encode("ascii"))
    except InvalidSignature as error:
        raise Broken("the checkpoint's signature does not fit") from error
    states = json.loads(decode(payload))
    if states.get("kind") != KIND or (states["sequence"], states["hash"]) != (line["sequence"], line["hash"]):
        raise Broken("the checkpoint states something else")
    return states["sequence"], bytes.fromhex(states["hash"])


class Audit:
    def __init__(self, arguments):
        self.after, self.head, self.keys = arguments.after, arguments.head, arguments.keys
        self.sequence, self.digest = self.after or (0, b"")
        self.first = self.sequence
        self.met_head = self.head is None or self.head == self.after
        self.entries = self.values = self.erased = 0
        self.named, self.given = set(), set()
        self.end = None

    def read(self, number, line, text):
        if self.end is not None:
            raise Broken(f"line {number} comes after the end")
        if "body" in line:
            self.entry(line, text)
        elif "personal" in line:
            self.personal(line)
        elif "checkpoint" in line:
            if self.entries > 0 or self.after is not None:
                raise Broken("a checkpoint that is not at the beginning")
            self.sequence, self.digest = checkpoint_of(line, self.keys)
            self.first = self.sequence
        elif "end" in line:
            self.end = line["end"]
        else:
            raise Broken(f"line {number} is nothing that an export has")

    def entry(self, line, text):
        found = ENTRY.fullmatch(text)
        if found is None:
            raise Broken(f"what follows {self.sequence} is not written as an entry is")
        body, claimed = found[1].encode("utf-8"), bytes.fromhex(line["hash"])
        if line["sequence"] != self.sequence + 1:
            raise Broken(f"entry {line['sequence']} follows {self.sequence}: there is a gap, or one was moved")
        self.sequence += 1
        self.digest = hashlib.sha256(self.digest + str(self.sequence).encode("ascii") + b"\n" + body).digest()
        if self.digest != claimed:
            raise Broken(f"entry {self.sequence} does not fit what is before it")
        if self.head is not None and self.sequence == self.head[0]:
            if self.digest != self.head[1]:
                raise Broken(f"entry {self.sequence} is not the one that the head names")
            self.met_head = True
        self.entries += 1
        self.named.update(one["commitment"] for one in line["body"].get("personal", []) if "commitment" in one)

    def personal(self, line):
        self.given.add(line["personal"])
        if line.get("erased") is True:
            self.erased += 1
            return
        if hashlib.sha256(bytes.fromhex(line["salt"]) + line["values"].encode("utf-8")).hexdigest() != line["personal"]:
            raise Broken(f"personal values are not those that {line['personal']} commits to")
        json.loads(line["values"])
        self.values += 1

    def finish(self):
        if self.end is None:
            raise Broken(f"it stops at {self.sequence} without an end: it was cut off")
        if "selection" in self.end:
            raise Unknown("it has only what matches a filter: export the whole audit")
        if self.end["entries"] != self.entries:
            raise Broken(f"it has {self.entries} entries of {self.end['entries']}")
        if self.entries > 0 and (self.end["sequence"], self.end["hash"]) != (self.sequence, self.digest.hex()):
            raise Broken(f"it ends at {self.sequence}, not at {self.end['sequence']} as it says")
        if not self.met_head:
            raise Broken(f"it ends at {self.sequence}, before the head {self.head[0]}: the end was cut off")
        if self.given - self.named:
            raise Broken("it has personal values that no entry names")
        if self.entries == 0:
            raise Unknown("there is no entry in it")


def verify(lines, audit):
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            line = json.loads(text)
            audit.read(number, line, text.rstrip("\r\n"))
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            if isinstance(error, UnicodeDecodeError):
                raise
            raise Broken(f"line {number} is not what an export has: {error}") from error
    audit.finish()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export")
    parser.add_argument("--head", type=point, metavar="SEQUENCE:HASH")
    parser.add_argument("--after", type=point, metavar="SEQUENCE:HASH")
    parser.add_argument("--keys", metavar="KEYS")
    arguments = parser.parse_args()
    audit = Audit(arguments)
    try:
        lines = sys.stdin if arguments.export == "-" else open(arguments.export, encoding="utf-8", newline="\n")
        with lines:
            verify(lines, audit)
    except (OSError, UnicodeDecodeError, ImportError, Unknown) as error:
        print(f"CANNOT BE CHECKED: {error}", file=sys.stderr)
        return 2
    except Broken as error:
        print(f"BROKEN: {error}", file=sys.stderr)
        return 1
    print(f"{audit.sequence}:{audit.digest.hex()}")
    print(f"UNBROKEN: {audit.entries} entries after {audit.first}; personal values: {audit.values} fit, {audit.erased} erased", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
