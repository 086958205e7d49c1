"""What proves who somebody is beside a password: an app for codes, and a passkey in software.

The passkey does what a phone does (WebAuthn level 2, attestation none, ES256), so that the server's
side is tested against real keys and signatures.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from secrets import token_bytes

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from passlib.totp import TOTP

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def code(secret):
    """Return the code that an app shows now for a secret as the page prints it."""
    return TOTP(secret.replace(" ", "").replace("-", "")).generate().token


def text(raw):
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(text_):
    return urlsafe_b64decode(text_ + "=" * (-len(text_) % 4))


class Passkey:
    """One key of one person; `verifies` tells whether it asks for finger, face or code."""

    def __init__(self, origin="http://localhost", *, verifies=True):
        self.origin = origin
        self.host = origin.partition("://")[2]
        self.flags = PRESENT | (VERIFIED if verifies else 0)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = token_bytes(16)
        self.user = b""
        self.count = 0

    def create(self, options):
        """Answer what a page asks for when a key is added."""
        self.user = raw(options["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        held = bytes(16) + len(self.id).to_bytes(2) + self.id + cbor2.dumps(public)
        data = self._about(self.flags | ATTESTED) + held
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options)
        return self._answer(attestationObject=text(attestation), clientDataJSON=text(client))

    def get(self, options):
        """Answer what a page asks for when somebody signs in."""
        self.count += 1
        data = self._about(self.flags)
        client = self._client("webauthn.get", options)
        signature = self.key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            authenticatorData=text(data),
            clientDataJSON=text(client),
            signature=text(signature),
            userHandle=text(self.user),
        )

    def _about(self, flags):
        return sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _client(self, kind, options):
        about = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(about).encode()

    def _answer(self, **response):
        return json.dumps(
            {
                "id": text(self.id),
                "rawId": text(self.id),
                "type": "public-key",
                "response": response,
                "extensions": "{}",
            }
        )
