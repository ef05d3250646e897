#!/usr/bin/env python3
"""Checks an evidence pack of Doorward, offline and without any of Doorward's code.

    verify-evidence.py PACK.zip KEYS

PACK.zip is the downloaded file. KEYS are the public keys, fetched once and kept: the JSON of /.well-known/jwks.json, or one key as PEM. Those in the pack
itself prove nothing. Needs Python 3.8 or newer, the package `cryptography`, and verify-certificate.py beside it.
Checks that the manifest is signed, that the pack has exactly the files that it names, each as it was, and that every certificate is signed too and about the removal that its name says.
Prints what the pack states; exit code 0 if it is genuine, 1 if not, 2 if it can't be checked.
"""
import hashlib
import importlib.util
import json
import os
import sys
import zipfile

sys.dont_write_bytecode = True
_beside = os.path.join(os.path.dirname(os.path.abspath(__file__)), "verify-certificate.py")
_spec = importlib.util.spec_from_file_location("verify_certificate", _beside)
certificate = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(certificate)
NotGenuine = certificate.NotGenuine

PACK = "urn:doorward:evidence-pack:v1"
CERTIFICATE = "urn:doorward:removal-certificate:v1"
MANIFEST = "manifest.jws"


def sha256_of(pack, name):
    digest = hashlib.sha256()
    with pack.open(name) as file:
        for part in iter(lambda: file.read(1 << 20), b""):
            digest.update(part)
    return digest.hexdigest()


def verify_pack(pack, keys):
    """What the manifest states, and how many certificates there are, proven and not. Raises NotGenuine."""
    names = pack.namelist()
    if len(set(names)) != len(names):
        raise NotGenuine("it has two files of one name")
    if MANIFEST not in names:
        raise NotGenuine(f"it has no {MANIFEST}")
    manifest = certificate.verify(pack.read(MANIFEST).decode("ascii"), keys)
    if manifest.get("predicateType") != PACK:
        raise NotGenuine("its manifest is not that of an evidence pack")
    listed = {file["name"]: file["digest"]["sha256"] for file in manifest["subject"]}
    for name in sorted(set(names) - {MANIFEST} - set(listed)):
        raise NotGenuine(f"{name} is not in its manifest")
    for name, digest in listed.items():
        if name not in names:
            raise NotGenuine(f"{name} is missing")
        if sha256_of(pack, name) != digest:
            raise NotGenuine(f"{name} is not as it was")
    proven = {True: 0, False: 0}
    for name in listed:
        if name.startswith("certificates/"):
            try:
                statement = certificate.verify(pack.read(name).decode("ascii"), keys)
            except NotGenuine as error:
                raise NotGenuine(f"{name}: {error}") from error
            about = statement["predicate"]["removal"]
            if statement.get("predicateType") != CERTIFICATE or name != f"certificates/{about}.jws":
                raise NotGenuine(f"{name} is not the certificate of that removal")
            if statement["predicate"]["organization"] != manifest["predicate"]["organization"]:
                raise NotGenuine(f"{name} is another organization's")
            proven[statement["predicate"]["proven"] is True] += 1
    return {**manifest["predicate"], "certificates": {"proven": proven[True], "notProven": proven[False]}}


def main(arguments):
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        pack, keys = zipfile.ZipFile(arguments[0]), certificate.read_keys(arguments[1])
    except (OSError, ValueError, KeyError, NotGenuine, zipfile.BadZipFile) as error:
        print(f"CANNOT BE CHECKED: {error}", file=sys.stderr)
        return 2
    try:
        with pack:
            stated = verify_pack(pack, keys)
    except (NotGenuine, ValueError, KeyError, zipfile.BadZipFile) as error:
        print(f"NOT GENUINE: {error}", file=sys.stderr)
        return 1
    print(json.dumps(stated, indent=2, ensure_ascii=False, sort_keys=True))
    print(f"GENUINE: {stated['removals']} removals from {stated['from']} until before {stated['to']}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
