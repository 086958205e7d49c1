"""An OpenID Connect provider in a process of its own: authorization code with PKCE, RS256.

    python -m tests.accounts.oidc_server PORT FOLDER

It knows one client, and vouches for whom FOLDER/person.json describes. FOLDER/ready appears when it
answers. It is as strict as the standard wants it: code, redirect address, secret and verifier have
to fit, and a code works once.
"""

import json
import sys
from base64 import b64decode, urlsafe_b64encode
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from secrets import token_urlsafe
from time import time
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "registry", "the secret of the registry"


class Provider(ThreadingHTTPServer):
    """What the handlers share."""

    def __init__(self, port, folder):
        super().__init__(("127.0.0.1", port), Handler)
        self.folder = folder
        self.issuer = f"http://127.0.0.1:{port}"
        self.key = RSAKey.generate_key(2048, parameters={"kid": "1"})
        self.codes = {}

    def about(self):
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def id_token(self, asked):
        person = json.loads((self.folder / "person.json").read_text())
        now = int(time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": "1", "iat": now, "exp": now + 60}
        claims["nonce"] = asked.get("nonce", "")
        return jwt.encode({"alg": "RS256", "kid": "1"}, claims | person, self.key)


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_args):
        pass

    def send(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def send_json(self, value, status=200):
        self.send(status, json.dumps(value).encode(), **{"Content-Type": "application/json"})

    def do_GET(self):
        address = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(address.query).items()}
        match address.path:
            case "/.well-known/openid-configuration":
                self.send_json(self.server.about())
            case "/keys":
                self.send_json({"keys": [self.server.key.as_dict(private=False)]})
            case "/authorize" if asked["client_id"] == CLIENT:
                code = token_urlsafe()
                self.server.codes[code] = asked
                back = urlencode({"code": code, "state": asked["state"]})
                self.send(302, Location=f"{asked['redirect_uri']}?{back}")
            case _:
                self.send(404)

    def do_POST(self):
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        sent = {name: values[0] for name, values in sent.items()}
        asked = self.server.codes.pop(sent["code"], None)
        if asked and self.is_client() and self.fits(asked, sent):
            token = {"access_token": token_urlsafe(), "token_type": "Bearer", "expires_in": 60}
            self.send_json(token | {"id_token": self.server.id_token(asked)})
        else:
            self.send_json({"error": "invalid_grant"}, 400)

    def is_client(self):
        kind, _space, word = self.headers.get("Authorization", "").partition(" ")
        return kind == "Basic" and b64decode(word).decode() == f"{CLIENT}:{SECRET}"

    def fits(self, asked, sent):
        challenge = urlsafe_b64encode(sha256(sent["code_verifier"].encode()).digest())
        return (
            sent["redirect_uri"] == asked["redirect_uri"]
            and challenge.rstrip(b"=").decode() == asked["code_challenge"]
        )


if __name__ == "__main__":
    folder = Path(sys.argv[2])
    provider = Provider(int(sys.argv[1]), folder)
    (folder / "ready").touch()
    provider.serve_forever()
