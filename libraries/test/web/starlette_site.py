"""A site of Starlette: mounted below a path, with cookies and a redirect."""

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Mount, Route


async def home(request):
    response = PlainTextResponse(f"{request.url.path} {request.client.host} {request.cookies.get('a')}")
    response.set_cookie("a", "1")
    response.set_cookie("b", "2")
    return response


async def old(request):
    return RedirectResponse(request.url_for("home"))


app = Starlette(routes=[Route("/old", old), Mount("/in", routes=[Route("/home", home, name="home")])])
