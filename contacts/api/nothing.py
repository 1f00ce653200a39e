"""What answers where there is nothing: a problem, as everywhere in the API, instead of a page for people."""

from typing import Any, NoReturn

from rest_framework.exceptions import NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView


class Nothing(APIView):
    """Any address that is none. One without its last slash is not redirected: a POST would arrive as a GET."""

    permission_classes = [IsAuthenticated]
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> NoReturn:
        super().initial(request, *args, **kwargs)
        raise NotFound("There is nothing at this address. All addresses end in a slash, and ids are UUIDs.")
