#!/usr/bin/env bash
# Checks a removal certificate of Doorward with openssl (3.0 or newer) and coreutils alone, offline.
#
#   verify-certificate.sh CERTIFICATE PUBLIC.pem
#
# CERTIFICATE is the JWS in compact form. PUBLIC.pem is the public key (docs/verify.md says how to make it from the JWKS). Prints the statement;
# exit code 0 if it is genuine, 1 if not, 2 if it can't be checked. The openssl of macOS (LibreSSL) can't: use verify-certificate.mjs or .py there.
set -euo pipefail

[ $# -eq 2 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
[ -r "$1" ] && [ -r "$2" ] || { echo "CANNOT BE CHECKED: $1 or $2 can't be read" >&2; exit 2; }
openssl pkey -pubin -in "$2" -noout -text 2>/dev/null | grep -qi ed25519 || { echo "CANNOT BE CHECKED: $2 is not an Ed25519 public key" >&2; exit 2; }

decode() { # base64url, without padding
  local text=${1//-/+}
  text=${text//_/\/}
  while ((${#text} % 4)); do text+='='; done
  printf '%s' "$text" | base64 -d
}

# `read` fails when the file has no newline at its end
IFS=. read -r header payload signature <"$1" || [ -n "${signature:-}" ] || { echo 'NOT GENUINE: it is not a JWS in compact form' >&2; exit 1; }
# the algorithm is ours to choose, never the certificate's
decode "$header" | grep -Eq '"alg":"(EdDSA|Ed25519)"' || { echo 'NOT GENUINE: it is not signed by EdDSA' >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
printf '%s.%s' "$header" "$payload" >"$work/signed"
decode "$signature" >"$work/signature" 2>/dev/null || { echo 'NOT GENUINE: its signature is not base64url' >&2; exit 1; }
openssl pkeyutl -verify -pubin -inkey "$2" -rawin -in "$work/signed" -sigfile "$work/signature" >/dev/null 2>&1 ||
  { echo 'NOT GENUINE: the signature does not fit' >&2; exit 1; }
decode "$payload"
echo
echo 'GENUINE' >&2
