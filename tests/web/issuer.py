"""A small OpenID provider (OpenID Connect Core 1.0, code flow with PKCE) that answers on 127.0.0.1 from a thread of its own."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "sandan", "between-us"


@dataclass
class Issuer:
    """The provider. Whoever comes is taken to be the person in `claims`; `named` is who it claims to be itself."""

    url: str = ""
    named: str = ""
    audience: str = CLIENT
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "s-1", "preferred_username": "clerk"})
    key: RSAPrivateKey = field(default_factory=lambda: generate_private_key(65537, 2048))
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    scopes: set[str] = field(default_factory=set)
    published: RSAPrivateKey | None = None
    """Whose public half is published, if not that of the key that signs."""
    algorithm: str = "RS256"
    """By what it signs: HS256 does so with the secret between it and its client."""
    silent: bool = False
    """Whether the identity token is left out of the answer."""
    moved: bool = False
    """Whether the keys are said to lie elsewhere now."""

    def document(self) -> dict[str, Any]:
        """The discovery document."""
        return {
            "issuer": self.named or self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser is sent back to, with a code."""
        assert query["response_type"] == "code"
        assert query["client_id"] == CLIENT
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.asked[code] = query
        self.scopes = set(query["scope"].split())
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        """Tokens for a code, once, to who asked for it; None for anybody else."""
        asked = self.asked.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or asked["code_challenge"] != challenge or form["redirect_uri"] != asked["redirect_uri"]:
            return None
        if (form["client_id"], form["client_secret"]) != (CLIENT, SECRET):
            return None
        now = int(time.time())
        told = {"iss": self.url, "aud": self.audience, "iat": now, "exp": now + 300, **self.claims}
        key: Any = SECRET * 4 if self.algorithm == "HS256" else self.key if self.algorithm == "RS256" else None
        signed = jwt.encode(told, key, algorithm=self.algorithm, headers={"kid": "one"})
        told = {} if self.silent else {"id_token": signed}
        return {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", **told}

    def keys(self) -> dict[str, Any]:
        """The public key that tokens are signed with."""
        public = json.loads(RSAAlgorithm.to_jwk((self.published or self.key).public_key()))
        return {"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]}


@contextmanager
def issuing() -> Iterator[Issuer]:
    """A provider that answers until the end of the `with`."""
    one = Issuer()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", one.authorize(_flat(parts.query)))
                self.end_headers()
                return
            if parts.path == "/jwks" and one.moved:
                self.send_response(302)
                self.send_header("Location", "/elsewhere")
                self.end_headers()
                return
            self._json(one.keys() if parts.path in ("/jwks", "/elsewhere") else one.document())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            told = one.token(_flat(body))
            self._json(told or {"error": "invalid_grant"}, 200 if told else 400)

        def _json(self, told: dict[str, Any], status: int = 200) -> None:
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: Any) -> None:
            """Nothing to read there."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    one.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield one
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
