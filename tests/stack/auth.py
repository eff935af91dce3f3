"""Sessions in redis, CSRF, same-origin proof, and tokens: as WEPPcloud has them, with nothing of the tested program."""

import base64
import hashlib
import hmac
import html
import json
import secrets
import time

from flask import abort, g, jsonify, make_response, redirect, request

from settings import EMAIL, KEY, LOCAL_LOGIN, PASSWORD, TOKEN_SECONDS, TOKEN_USES, connection

COOKIE = "__Host-weppcloud_session"
LOGIN = """<!doctype html><html><head><meta name="csrf-token" content="{token}"></head><body>
<p class="error">{error}</p>
<form action="/weppcloud/login" method="post" name="login_user_form">
<input id="next" name="next" type="hidden" value="">
<input id="csrf_token" name="csrf_token" type="hidden" value="{token}">
<input id="email" name="email" required type="email" value="">
<input id="password" name="password" required type="password" value="">
<input id="remember" name="remember" type="checkbox" value="y">
<input id="submit" name="submit" type="submit" value="Login">
</form></body></html>"""


class Refused(Exception):
    """A request that is answered with the canonical envelope."""

    def __init__(self, status, message, code=None):
        super().__init__(message)
        self.status, self.message, self.code = status, message, code


def open_session():
    """Reads the session of the request, or begins one."""
    sid = request.cookies.get(COOKIE, "")
    stored = connection().get(f"session:{sid}") if sid else None
    g.sid = sid if stored else secrets.token_urlsafe(24)
    g.session = json.loads(stored) if stored else {"csrf": secrets.token_urlsafe(24)}


def keep_session(response):
    """Stores the session and sets its cookie, Secure and for this host alone."""
    if getattr(g, "sid", None) is not None:
        connection().set(f"session:{g.sid}", json.dumps(g.session), ex=12 * 3600)
        response.set_cookie(COOKIE, g.sid, secure=True, httponly=True, samesite="Lax", path="/")
    return response


def login():
    """The form, and what it is answered."""
    if request.method == "GET":
        return _form("")
    check_csrf()
    if not LOCAL_LOGIN:
        return _form("Local login is switched off")
    if request.form.get("email") != EMAIL or request.form.get("password") != PASSWORD:
        return _form("Invalid password")
    connection().delete(f"session:{g.sid}")
    g.sid = secrets.token_urlsafe(24)
    g.session = {"csrf": secrets.token_urlsafe(24), "user": EMAIL}
    response = make_response(redirect("/weppcloud/welcome", 302))
    if request.form.get("remember"):
        response.set_cookie("remember_token", secrets.token_urlsafe(16), secure=True, httponly=True, samesite="Lax")
    return response


def _form(error):
    if not LOCAL_LOGIN:
        return "<!doctype html><html><body><a href='/oauth/github'>Sign in with GitHub</a></body></html>"
    return LOGIN.format(token=html.escape(g.session["csrf"]), error=html.escape(error))


def check_csrf():
    """Flask-WTF's check: a header, or the field of a form."""
    given = request.headers.get("X-CSRFToken") or request.headers.get("X-CSRF-Token")
    given = given or request.form.get("csrf_token", "")
    if not hmac.compare_digest(given, g.session["csrf"]):
        abort(make_response("<h1>400 Bad Request</h1><p>The CSRF token is missing.</p>", 400))
    if not (request.headers.get("Referer") or "").startswith(request.host_url):
        abort(make_response("<h1>400 Bad Request</h1><p>The referrer header is missing.</p>", 400))


def check_same_origin():
    """What a bridge from cookie to token asks for."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    own = request.host_url.rstrip("/")
    if site == "cross-site" or not (site == "same-origin" or origin == own):
        if origin or not (request.headers.get("Referer") or "").startswith(own + "/"):
            raise Refused(403, "Cross-origin request refused", "forbidden")


def check_user():
    """A logged-in user, or the page of the login."""
    if "user" not in g.session:
        abort(redirect("/weppcloud/login?next=%2F"))


def heartbeat():
    """Tells whether the caller is logged in."""
    check_same_origin()
    check_csrf()
    if "user" not in g.session:
        return jsonify(error={"message": "Login required"}), 401
    return jsonify(ok=True, heartbeat_at=int(time.time()))


def user_token():
    """A token for rq-engine from the cookie of a logged-in user."""
    check_same_origin()
    check_csrf()
    if "user" not in g.session:
        return jsonify(error={"message": "Login required"}), 401
    return jsonify(token=sign({"token_class": "user", "sub": g.session["user"], "roles": ["PowerUser"]}))


def session_token(run, config):
    """A token for one run."""
    bearer = request.headers.get("Authorization")
    if bearer:
        claims = check_bearer(run)
    else:
        check_same_origin()
        claims = {"sub": g.session.get("user")}
    token = sign({"token_class": "session", "sub": claims["sub"], "runid": run, "config": config})
    scopes = ["rq:status", "rq:enqueue", "rq:export"]
    body = {"token": token, "token_class": "session", "runid": run, "config": config, "scopes": scopes}
    return jsonify(**body, session_id=secrets.token_hex(8), expires_at=int(time.time() + TOKEN_SECONDS), audience="rq-engine")


def check_bearer(run):
    """Claims of the bearer of this request, when they open this run.

    Raises ``Refused`` with the words of rq-engine.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Refused(401, "Missing Authorization header", "unauthorized")
    parts = token.split(".")
    if len(parts) != 3 or not hmac.compare_digest(parts[2], _mac(f"{parts[0]}.{parts[1]}")):
        raise Refused(401, "Invalid token", "unauthorized")
    claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=="))
    if claims["exp"] < time.time() or connection().incr(f"uses:{claims['jti']}") > TOKEN_USES:
        raise Refused(401, "Token has expired", "unauthorized")
    if claims["token_class"] == "session" and claims["runid"] != run:
        raise Refused(403, "Token is not valid for this run", "forbidden")
    return claims


def sign(claims):
    """A token of the kind HS256."""
    whole = {**claims, "aud": "rq-engine", "jti": secrets.token_hex(8), "exp": time.time() + TOKEN_SECONDS}
    text = f"{_part({'alg': 'HS256', 'typ': 'JWT'})}.{_part(whole)}"
    return f"{text}.{_mac(text)}"


def _part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _mac(text):
    return base64.urlsafe_b64encode(hmac.new(KEY, text.encode(), hashlib.sha256).digest()).rstrip(b"=").decode()
