"""Who asks: a program with a token, or the browser of somebody who is logged in to the admin."""

from knox import auth
from knox.models import AuthToken
from rest_framework.exceptions import AuthenticationFailed

from crm.models import User


class TokenAuthentication(auth.TokenAuthentication):
    """`Authorization: Token …`; only the hashes of tokens are stored."""

    def authenticate_credentials(self, token: bytes) -> tuple[User, AuthToken]:
        # What cannot be a token is not looked up: the database takes neither NUL nor broken UTF-8.
        if not token.isalnum():
            raise AuthenticationFailed
        return super().authenticate_credentials(token)
