#!/usr/bin/env python3
"""Checks an exported audit of Doorward, offline and without any of Doorward's code. Needs Python 3.8 or newer, nothing else.

    verify-audit.py EXPORT [--head SEQUENCE:HASH] [--after SEQUENCE:HASH]

EXPORT is the NDJSON of one organization's audit ("-": standard input): a line per entry with "sequence", "body" (the text that was hashed) and "hash".
Each entry's hash is SHA-256 over the hash of the entry before it (nothing before the first), its sequence in decimal, a line feed, and its
body in UTF-8. So an entry that was changed, removed, added or moved breaks the chain from there on. That the end was not cut off shows only against
a head that was kept elsewhere, a certificate's for example: --head. An export that does not begin with the first entry needs --after.
Prints the head; exit code 0 if the chain holds, 1 if not, 2 if it can't be checked.
"""
import argparse
import hashlib
import json
import sys


class Broken(Exception):
    pass


def point(text):
    sequence, _, digest = text.partition(":")
    return int(sequence), bytes.fromhex(digest)


def verify(lines, after, head):
    """The last sequence and hash. Raises Broken."""
    sequence, digest = after
    met_head = head is None or head == after
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            body, claimed = entry["body"].encode("utf-8"), bytes.fromhex(entry["hash"])
            json.loads(entry["body"])
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise Broken(f"line {number} is not an entry: {error}") from error
        if entry["sequence"] != sequence + 1:
            raise Broken(f"entry {entry['sequence']} follows {sequence}: there is a gap, or one was moved")
        sequence += 1
        digest = hashlib.sha256(digest + str(sequence).encode("ascii") + b"\n" + body).digest()
        if digest != claimed:
            raise Broken(f"entry {sequence} does not fit what is before it")
        if head is not None and sequence == head[0]:
            if digest != head[1]:
                raise Broken(f"entry {sequence} is not the one that the head names")
            met_head = True
    if not met_head:
        raise Broken(f"it ends at {sequence}, before the head {head[0]}: the end was cut off")
    return sequence, digest


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export")
    parser.add_argument("--head", type=point, metavar="SEQUENCE:HASH")
    parser.add_argument("--after", type=point, metavar="SEQUENCE:HASH", default=(0, b""))
    arguments = parser.parse_args()
    try:
        lines = sys.stdin if arguments.export == "-" else open(arguments.export, encoding="utf-8", newline="\n")
        with lines:
            sequence, digest = verify(lines, arguments.after, arguments.head)
    except (OSError, UnicodeDecodeError) as error:
        print(f"CANNOT BE CHECKED: {error}", file=sys.stderr)
        return 2
    except Broken as error:
        print(f"BROKEN: {error}", file=sys.stderr)
        return 1
    if sequence == 0:
        print("CANNOT BE CHECKED: there is no entry in it", file=sys.stderr)
        return 2
    print(f"{sequence}:{digest.hex()}")
    print(f"UNBROKEN: {sequence - arguments.after[0]} entries", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
