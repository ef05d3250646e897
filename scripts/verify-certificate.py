#!/usr/bin/env python3
"""Checks a removal certificate of Doorward, offline and without any of Doorward's code.

    verify-certificate.py CERTIFICATE KEYS

CERTIFICATE is the downloaded file: the JWS in compact form, or the JSON with a member "jws". KEYS are the organization's public keys, fetched once
and kept: the JSON of /.well-known/jwks.json, or one key as PEM. Needs Python 3.8 or newer and the package `cryptography`.
Prints what the certificate states; exit code 0 if it is genuine, 1 if not, 2 if it can't be checked.
"""
import base64
import binascii
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

STATEMENT = "https://in-toto.io/Statement/v1"


class NotGenuine(Exception):
    pass


def decode(part):
    """base64url without padding (RFC 7515), strictly: nothing else may be in it."""
    if not part or any(c not in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" for c in part):
        raise NotGenuine("a part of it is not base64url")
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except binascii.Error as error:
        raise NotGenuine("a part of it is not base64url") from error


def read_certificate(path):
    with open(path, encoding="utf-8") as file:
        text = file.read().strip()
    return json.loads(text)["jws"] if text.startswith("{") else text


def read_keys(path):
    """Key ID to key; a PEM has no ID and is used for any."""
    with open(path, "rb") as file:
        data = file.read()
    if data.lstrip().startswith(b"-----"):
        key = load_pem_public_key(data)
        if not isinstance(key, Ed25519PublicKey):
            raise ValueError("the PEM is not an Ed25519 public key")
        return {None: key}
    return {
        jwk["kid"]: Ed25519PublicKey.from_public_bytes(decode(jwk["x"]))
        for jwk in json.loads(data)["keys"]
        if jwk.get("kty") == "OKP" and jwk.get("crv") == "Ed25519"
    }


def verify(jws, keys):
    """The statement, as parsed JSON. Raises NotGenuine."""
    parts = jws.split(".")
    if len(parts) != 3:
        raise NotGenuine("it is not a JWS in compact form")
    header = json.loads(decode(parts[0]))
    # the algorithm is ours to choose, never the certificate's
    if header.get("alg") not in ("EdDSA", "Ed25519") or "crit" in header:
        raise NotGenuine(f"it is signed by {header.get('alg')} instead of EdDSA")
    key = keys.get(header.get("kid"), keys.get(None))
    if key is None:
        raise NotGenuine(f"none of these keys has the ID {header.get('kid')}")
    try:
        key.verify(decode(parts[2]), f"{parts[0]}.{parts[1]}".encode("ascii"))
    except InvalidSignature as error:
        raise NotGenuine("the signature does not fit") from error
    statement = json.loads(decode(parts[1]))
    if statement.get("_type") != STATEMENT:
        raise NotGenuine("what is signed is not an in-toto statement")
    return statement


def main(arguments):
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        jws, keys = read_certificate(arguments[0]), read_keys(arguments[1])
    except (OSError, ValueError, KeyError, NotGenuine) as error:
        print(f"CANNOT BE CHECKED: {error}", file=sys.stderr)
        return 2
    try:
        statement = verify(jws, keys)
    except (NotGenuine, ValueError) as error:
        print(f"NOT GENUINE: {error}", file=sys.stderr)
        return 1
    print(json.dumps(statement, indent=2, ensure_ascii=False, sort_keys=True))
    print(f"GENUINE: {statement['subject'][0]['name']}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
